import type { TableIndex } from "../../../model/surroundings";
import { attachIndex, createIndex, dropIndexConcurrently } from "../../../sql/create-index";
import { derivedName } from "../around/names";
import type { TenantTable } from "../tables";
import { brief, concurrent, type MigrationStep } from "./step";

/** What an index that is to be there has in it. */
interface Wanted {
  readonly columns: readonly string[];
  readonly unique: boolean;
}

/** An index by its schema and name. */
interface IndexName {
  readonly schema: string;
  readonly name: string;
}

/** Makes indexes without stopping writers: concurrently, and on partitioned tables partition by partition. */
export class IndexPlanner {
  readonly steps: MigrationStep[] = [];
  readonly #tables: readonly TenantTable[];
  readonly #indexes = new Map<string, TableIndex[]>();
  /** Tables that get an index, with its first column. */
  readonly #planned = new Map<string, Set<string | undefined>>();
  readonly #taken = new Map<string, TableIndex | undefined>();

  constructor(tables: readonly TenantTable[], indexes: readonly TableIndex[]) {
    this.#tables = tables;
    const schemas = new Map(tables.map(({ key, table }) => [key, table.schema ?? ""]));
    for (const index of indexes) {
      this.#indexes.set(index.table, [...(this.#indexes.get(index.table) ?? []), index]);
      this.#taken.set(`${schemas.get(index.table)}\0${index.name}`, index);
    }
  }

  /** Whether a query of one tenant finds an index, or will find one that is planned. */
  leads(key: string, column: string): boolean {
    if (this.#planned.get(key)?.has(column) === true) return true;
    return (this.#indexes.get(key) ?? []).some(
      ({ valid, partial, columns }) => valid && !partial && columns[0] === column,
    );
  }

  /** Plans an index and returns its name; one of the same columns that is there already is taken. */
  plan(table: TenantTable, wanted: Wanted, parent?: IndexName): IndexName {
    const schema = table.table.schema ?? "";
    const own = this.#indexes.get(table.key) ?? [];
    this.#planned.set(table.key, (this.#planned.get(table.key) ?? new Set()).add(wanted.columns[0]));
    const attached =
      parent === undefined ? undefined : own.find((index) => index.parent === parent.name && index.valid);
    if (attached !== undefined) return { schema, name: attached.name };
    const partitioned = table.table.partitioned === true;
    const fit = own.find(
      (index) =>
        // A partitioned table's is invalid as long as it lacks a partition's, which is what comes next.
        (index.valid || partitioned) &&
        fits(index, wanted) &&
        (parent === undefined || index.parent === undefined),
    );
    const name = fit?.name ?? this.#freeName(table, wanted);
    const made = { schema, name };
    if (partitioned) this.#planPartitioned(table, wanted, made, fit);
    else if (fit === undefined) this.#planPlain(table, wanted, made);
    if (parent !== undefined)
      this.steps.push(brief(attachIndex(parent, made), "A brief lock on the two indexes; looks at no row."));
    return made;
  }

  #planPlain({ key, table }: TenantTable, { columns, unique }: Wanted, { schema, name }: IndexName): void {
    // What an interrupted CREATE INDEX CONCURRENTLY left is kept up to date and used by nobody.
    if (this.#taken.get(`${schema}\0${name}`)?.valid === false)
      this.steps.push(
        concurrent(dropIndexConcurrently(schema, name), `${key}: an interrupted attempt left it invalid.`),
      );
    const twice = unique ? " It fails where two rows of one tenant have the same key." : "";
    this.steps.push(
      concurrent(
        createIndex({ table, name, columns, unique, how: "concurrently" }),
        `${key}: others read and write meanwhile; waits for transactions that are older.${twice}`,
      ),
    );
  }

  #planPartitioned(
    { key, table }: TenantTable,
    wanted: Wanted,
    made: IndexName,
    fit: TableIndex | undefined,
  ): void {
    if (fit?.valid === true) return;
    if (fit === undefined)
      this.steps.push(
        brief(
          createIndex({ table, name: made.name, ...wanted, how: "only" }),
          `${key}: a brief lock that stops writers; looks at no row. It is valid once every partition's index is attached.`,
        ),
      );
    for (const child of this.#tables)
      if (child.table.partition === true && child.table.parents?.includes(key) === true)
        this.plan(child, wanted, made);
  }

  /** A name that nothing has, but for an invalid index on the same table that an attempt before left. */
  #freeName({ key, table }: TenantTable, { unique }: Wanted): string {
    for (let count = 1; ; count++) {
      const name = derivedName(table.name, `tenant_${unique ? "key" : "idx"}${count === 1 ? "" : count}`);
      const id = `${table.schema ?? ""}\0${name}`;
      const there = this.#taken.get(id);
      if (this.#taken.has(id) && (there?.table !== key || there.valid)) continue;
      if (there === undefined) this.#taken.set(id, undefined);
      return name;
    }
  }
}

function fits(index: TableIndex, { columns, unique }: Wanted): boolean {
  return (
    !index.partial &&
    index.method === "btree" &&
    index.unique === unique &&
    !index.ofConstraint &&
    index.columns.length === columns.length &&
    index.columns.every((column, at) => column === columns[at])
  );
}
