import type { DatabaseModel } from "../../../model/model";
import type { SecuredObject } from "../../../model/objects";
import type { Surroundings } from "../../../model/surroundings";
import {
  addForeignKey,
  addNotNullCheck,
  dropConstraint,
  replaceKeyUsingIndex,
  setNotNull,
  validateConstraint,
} from "../../../sql/alter-table-constraint";
import { dropIndexConcurrently } from "../../../sql/create-index";
import { compositeForeignKey } from "../around/foreign-key";
import { type LeakyForeign, type LeakyUnique, leakyKeys } from "../around/leaky-keys";
import { derivedName } from "../around/names";
import { nullableColumns } from "../around/not-null";
import type { TenantTable } from "../tables";
import { IndexPlanner } from "./indexes";
import { brief, concurrent, type Migration, type MigrationStep } from "./step";

/** What a migration is made of. */
export interface MigrationInput {
  /** The server's version as a number, for example 160004. */
  readonly version: number;
  readonly tables: readonly TenantTable[];
  readonly surroundings: Surroundings;
  /** Whether unique and foreign keys get the tenant column too. */
  readonly keys: boolean;
}

/** A foreign key of a partitioned table could not be NOT VALID before this version. */
const PARTITIONED_NOT_VALID_VERSION = 180000;

const NOTHING: Migration = { steps: [], left: [] };

/** What whoever swaps a key has to know: until then it was found by its own columns alone. */
const UNTIL_POLICIES =
  "Until row security is on, a query that does not name the tenant finds no index: run this shortly before that update";

/**
 * The statements that make existing tables fit for row security while others write to them: NOT NULL and an index on the
 * tenant columns, and with `keys` the composite form of keys that look past row security. In the order in which they are
 * to be run; empty where nothing is missing.
 */
export function planMigration(input: MigrationInput): Migration {
  const { tables, surroundings, keys } = input;
  const indexes = new IndexPlanner(tables, surroundings.indexes);
  // First, because a composite key begins with the tenant column, and its index is then all that a table needs.
  const composite = keys ? compositeKeys(input, indexes) : NOTHING;
  for (const table of tables) {
    const [first] = table.columns;
    // Partitions get theirs with their parent's.
    if (first === undefined || isBelow(table, tables) || indexes.leads(table.key, first.name)) continue;
    indexes.plan(table, { columns: table.columns.map(({ name }) => name), unique: false });
  }
  const required = [
    ...nullableColumns(tables).flatMap(({ table, column }) => notNullSteps(table.table, column)),
    ...indexes.steps,
  ];
  return { steps: [...required, ...composite.steps], left: composite.left };
}

/** The same for a live model: every table that has one of the columns. */
export function migrationOf(
  model: DatabaseModel,
  { columns: wanted, keys }: { readonly columns: readonly string[]; readonly keys: boolean },
): Migration {
  const { surroundings } = model;
  if (surroundings === undefined) throw new Error("a migration needs a model that was read with columns");
  const tables = [...model.objects].flatMap(([key, table]) => {
    if (table.kind !== "table") return [];
    const columns = wanted.flatMap((name) => table.columns?.find((column) => column.name === name) ?? []);
    return columns.length === 0 ? [] : [{ key, table, columns }];
  });
  return planMigration({ version: model.version, tables, surroundings, keys });
}

function isBelow({ table }: TenantTable, tables: readonly TenantTable[]): boolean {
  return table.partition === true && tables.some(({ key }) => table.parents?.includes(key) === true);
}

function notNullSteps(table: SecuredObject, column: string): MigrationStep[] {
  const name = derivedName(`${table.name}_${column}`, "not_null");
  const where = `${table.schema}.${table.name}`;
  return [
    brief(
      addNotNullCheck(table, name, column),
      `${where}: a brief lock; binds new rows, looks at none of the old.`,
    ),
    brief(
      validateConstraint(table, name),
      `${where}: reads every row while others read and write. It fails where a row has no ${column}: give it one first, in small batches.`,
    ),
    brief(
      setNotNull(table, column),
      `${where}: a brief lock; the constraint says it already, so that no row is read.`,
    ),
    brief(dropConstraint(table, name), `${where}: a brief lock; NOT NULL says the same.`),
  ];
}

/** Indexes first, then what refers to them, then the constraints that have them: nothing is without its key meanwhile. */
function compositeKeys({ version, tables, surroundings }: MigrationInput, indexes: IndexPlanner): Migration {
  const leaky = leakyKeys({ surroundings, selection: { tenant: tables, shared: [], excepted: [] } });
  const left: string[] = [];
  const swaps: MigrationStep[] = [];
  const byKey = new Map(tables.map((table) => [table.key, table]));
  for (const one of leaky.unique) {
    const reason = notReplaced(one, leaky.foreign, surroundings);
    const table = byKey.get(one.key);
    if (reason !== undefined || table === undefined) {
      left.push(`${one.key}: ${one.name} ${reason ?? ""}`);
      continue;
    }
    const index = indexes.plan(table, { columns: one.composite, unique: true });
    swaps.push(swap(one, index.name));
  }
  const foreign = leaky.foreign.flatMap((one) => foreignSteps(version, one));
  return { steps: [...indexes.steps.splice(0), ...foreign, ...swaps], left };
}

function swap({ key, table, name, kind }: LeakyUnique, index: string): MigrationStep {
  if (kind === "UNIQUE INDEX")
    return concurrent(
      dropIndexConcurrently(table.schema ?? "", name),
      `${key}: the composite index takes its place. ${UNTIL_POLICIES}.`,
    );
  // No index of a partitioned table can be made a constraint: a unique index does the same.
  if (table.partitioned === true)
    return brief(
      dropConstraint(table, name),
      `${key}: a brief lock; the composite index takes its place. ${UNTIL_POLICIES}.`,
    );
  return brief(
    replaceKeyUsingIndex({ table, name, kind }, index),
    `${key}: a brief lock; the composite key takes the place and the name of the old one. ${UNTIL_POLICIES}.`,
  );
}

/** Why a unique key has no composite form here. */
function notReplaced(
  { key, table, columns, kind, name }: LeakyUnique,
  foreign: readonly LeakyForeign[],
  { constraints }: Surroundings,
): string | undefined {
  if (columns === undefined)
    return "is of expressions, of some rows only, or an exclusion constraint: make it anew with the tenant column in it";
  if (table.partitioned === true && kind === "PRIMARY KEY")
    return "is the primary key of a partitioned table, which cannot be replaced without a long lock";
  const users = constraints.filter(
    (one) =>
      one.target?.table === key &&
      one.target.columns.length === columns.length &&
      one.target.columns.every((column) => columns.includes(column)) &&
      !foreign.some(({ constraint }) => constraint === one),
  );
  return users.length === 0
    ? undefined
    : `is what ${users.map((one) => `${one.name} of ${one.table}`).join(" and ")} refers to: ${name} stays until they refer by the tenant too`;
}

function foreignSteps(version: number, foreign: LeakyForeign): MigrationStep[] {
  const { key, table, constraint } = foreign;
  const wanted = compositeForeignKey(version, foreign);
  const gone = brief(
    dropConstraint(table, constraint.name),
    `${key}: a brief lock; ${wanted.name} takes its place.`,
  );
  if (table.partitioned === true && version < PARTITIONED_NOT_VALID_VERSION)
    return [
      brief(
        addForeignKey({ ...wanted, notValid: false }),
        `${key}: BLOCKS writers of both tables while every row is read; before PostgreSQL 18 a partitioned table has no other way.`,
      ),
      gone,
    ];
  return [
    brief(
      addForeignKey({ ...wanted, notValid: true }),
      `${key}: a brief lock that stops writers of both tables; looks at none of the old rows.`,
    ),
    brief(
      validateConstraint(table, wanted.name),
      `${key}: reads every row while others read and write. It fails where a row refers to another tenant's: look at those rows first.`,
    ),
    gone,
  ];
}
