import type { Draft } from "../../draft";
import type { KeyConstraint, ReferentialAction, TableIndex } from "../../model/surroundings";
import { declared } from "./scope";
import type { SurroundingsReader } from "./surroundings";

/** The indexes of the tables of the schemas. */
export function indexesQuery(schemas: readonly string[] | undefined): string {
  return `SELECT i.indrelid, ic.relname, i.indkey::text, i.indnkeyatts, i.indisunique, i.indisvalid, i.indpred IS NOT NULL,
            am.amname, pc.relname, k.conindid IS NOT NULL
       FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid JOIN pg_catalog.pg_am am ON am.oid = ic.relam
       LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.indexrelid
       LEFT JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
       LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
      WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND ${declared(schemas)}
      ORDER BY i.indrelid, ic.relname COLLATE "C"`;
}

/** True for a row of {@link indexesQuery} whose index finds every row of its table. */
export function isUsableIndex(row: readonly unknown[]): boolean {
  return row[5] === true && row[6] === false;
}

/** Reads the rows of {@link indexesQuery}. */
export function indexesFrom(rows: readonly unknown[][], reader: SurroundingsReader): TableIndex[] {
  const found: TableIndex[] = [];
  for (const row of rows) {
    const oid = row[0] as number;
    const table = reader.relation(oid);
    if (table === undefined) continue;
    const numbers = columnNumbers(row[2] as string).slice(0, row[3] as number);
    const index: Draft<TableIndex> = {
      table,
      name: row[1] as string,
      columns: numbers.map((number) => reader.column(oid, number)),
      unique: row[4] as boolean,
      valid: row[5] as boolean,
      partial: row[6] as boolean,
      method: row[7] as string,
      ofConstraint: row[9] as boolean,
    };
    if (row[8] !== null) index.parent = row[8] as string;
    found.push(index);
  }
  return found;
}

/** What `indkey` prints as: column numbers with blanks between them, which is read a good deal faster than an array. */
function columnNumbers(text: string): number[] {
  return text === "" ? [] : text.split(" ").map(Number);
}

/** The key constraints of the tables of the schemas, but for those that a partition has from its parent. */
export function constraintsQuery(schemas: readonly string[] | undefined): string {
  return `SELECT k.conrelid, k.conname, k.contype::text, pg_catalog.array_to_string(k.conkey, ' '), k.confrelid,
            pg_catalog.array_to_string(k.confkey, ' '), k.confupdtype::text, k.confdeltype::text, k.condeferrable
       FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE k.contype IN ('p', 'u', 'x', 'f') AND k.conparentid = 0 AND c.relpersistence <> 't' AND ${declared(schemas)}
      ORDER BY k.conrelid, k.conname COLLATE "C"`;
}

const KINDS: Readonly<Record<string, KeyConstraint["kind"]>> = {
  p: "primary key",
  u: "unique",
  x: "exclusion",
  f: "foreign key",
};

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

/** Reads the rows of {@link constraintsQuery}. */
export function constraintsFrom(rows: readonly unknown[][], reader: SurroundingsReader): KeyConstraint[] {
  const named = (relation: number, numbers: unknown) =>
    columnNumbers((numbers as string | null) ?? "").map((number) => reader.column(relation, number) ?? "");
  const found: KeyConstraint[] = [];
  for (const row of rows) {
    const oid = row[0] as number;
    const table = reader.relation(oid);
    const kind = KINDS[row[2] as string];
    if (table === undefined || kind === undefined) continue;
    const constraint: Draft<KeyConstraint> = {
      table,
      name: row[1] as string,
      kind,
      columns: named(oid, row[3]),
      deferrable: row[8] as boolean,
    };
    found.push(constraint);
    if (kind !== "foreign key") continue;
    const target = reader.relation(row[4] as number);
    if (target !== undefined)
      constraint.target = {
        table: target,
        columns: named(row[4] as number, row[5]),
        onUpdate: ACTIONS[row[6] as string] ?? "NO ACTION",
        onDelete: ACTIONS[row[7] as string] ?? "NO ACTION",
      };
  }
  return found;
}
