import { identityOf, type SourcePlace } from "../../facts/object-ref";
import type { UniqueKeyFact } from "../../facts/objects";
import { relationRef } from "./relations";
import { type MigrationState, mark, type TableDraft } from "./state";
import { type Node, namesOf, textOf } from "./tree";

/** An index of a table: of a constraint, or bare. */
export interface IndexDraft {
  name: string;
  /** `null` for an expression. */
  columns: (string | null)[];
  readonly unique: boolean;
  primary: boolean;
  ofConstraint: boolean;
  /** True where it holds a part of the rows. */
  readonly partial: boolean;
  /** Of a partition: the index of the parent that it belongs to. */
  readonly parent?: IndexDraft;
  place: SourcePlace;
}

/** As ChooseIndexName has it (src/backend/commands/indexcmds.c), with a number where the table has one of that name. */
export function indexName(
  { object: { name: base = "" }, indexes = [] }: Pick<TableDraft, "object" | "indexes">,
  { columns, primary, ofConstraint }: Pick<IndexDraft, "columns" | "primary" | "ofConstraint">,
): string {
  const written = columns.map((column) => column ?? "expr").join("_");
  const name = primary ? `${base}_pkey` : `${base}_${written}_${ofConstraint ? "key" : "idx"}`;
  const taken = (one: string) => indexes.some((index) => index.name === one);
  let free = name;
  for (let number = 1; taken(free); number++) free = `${name}${number}`;
  return free;
}

/** Gives a table an index, and its partitions theirs, which belong to it. */
export function addIndex(table: TableDraft, index: IndexDraft): void {
  table.indexes?.push(index);
  for (const child of table.children ?? []) if (child.partition) addIndex(child, ofPartition(child, index));
}

/** What a partition has of an index of its parent. */
export function ofPartition(partition: TableDraft, parent: IndexDraft): IndexDraft {
  return { ...parent, name: indexName(partition, parent), parent };
}

/** PRIMARY KEY and UNIQUE, of columns or by USING INDEX of an index that is there. */
export function addKey(
  table: TableDraft,
  constraint: Node,
  columns: readonly string[],
  place: SourcePlace,
): void {
  const primary = constraint["contype"] === "CONSTR_PRIMARY";
  const named = textOf(constraint["conname"]);
  const using = textOf(constraint["indexname"]);
  if (using !== undefined) {
    const index = table.indexes?.find(({ name }) => name === using);
    if (index === undefined) return;
    index.primary = primary;
    index.ofConstraint = true;
    index.name = named ?? using;
    index.place = place;
    return;
  }
  const kind = { columns: [...columns], primary, ofConstraint: true };
  addIndex(table, { ...kind, name: named ?? indexName(table, kind), unique: true, partial: false, place });
}

/** DROP INDEX. */
export function dropIndex(state: MigrationState, schema: string, name: string, place: SourcePlace): void {
  const [table, index] = indexNamed(state, schema, name) ?? [];
  if (table === undefined || index === undefined) return;
  forgetIndexes(table, (one) => one === index);
  mark(table, "indexes", place);
}

/** ALTER INDEX … RENAME TO. */
export function renameIndex(state: MigrationState, schema: string, name: string, to: string): void {
  const [, index] = indexNamed(state, schema, name) ?? [];
  if (index !== undefined) index.name = to;
}

function indexNamed(
  state: MigrationState,
  schema: string,
  name: string,
): readonly [TableDraft, IndexDraft] | undefined {
  for (const table of state.tables.values()) {
    const index =
      table.object.schema === schema ? table.indexes?.find((one) => one.name === name) : undefined;
    if (index !== undefined) return [table, index];
  }
  return undefined;
}

/** Takes indexes from a table, and with them those of its partitions. */
function forgetIndexes(table: TableDraft, gone: (index: IndexDraft) => boolean): void {
  const dropped = new Set(table.indexes?.filter(gone));
  if (table.indexes === undefined || dropped.size === 0) return;
  table.indexes = table.indexes.filter((index) => !dropped.has(index));
  for (const child of table.children ?? [])
    forgetIndexes(child, ({ parent }) => parent !== undefined && dropped.has(parent));
}

/** ALTER TABLE … DROP CONSTRAINT: a key, or a foreign key. */
export function dropConstraint(table: TableDraft, name: string, place: SourcePlace): void {
  const isIt = (one: { readonly name: string }) => one.name === name;
  if (table.indexes?.some((index) => index.ofConstraint && isIt(index)) === true) {
    forgetIndexes(table, (index) => index.ofConstraint && isIt(index));
    mark(table, "indexes", place);
  }
  if (table.foreignKeys !== undefined) table.foreignKeys = table.foreignKeys.filter((key) => !isIt(key));
}

/** ALTER TABLE … RENAME CONSTRAINT. */
export function renameConstraint(table: TableDraft, name: string, to: string): void {
  for (const one of [...(table.indexes ?? []), ...(table.foreignKeys ?? [])])
    if (one.name === name) one.name = to;
}

/** What a column that goes takes along. */
export function forgetKeysOf(table: TableDraft, column: string): void {
  forgetIndexes(table, ({ columns }) => columns.includes(column));
  if (table.foreignKeys !== undefined)
    table.foreignKeys = table.foreignKeys.filter(({ columns }) => !columns.includes(column));
}

/** A column that is called otherwise, in the keys of its table and in what refers to it. */
export function renameInKeys(state: MigrationState, table: TableDraft, from: string, to: string): void {
  const renamed = <C extends string | null>(columns: readonly C[]) =>
    columns.map((column) => (column === from ? (to as C) : column));
  for (const index of table.indexes ?? []) index.columns = renamed(index.columns);
  for (const key of table.foreignKeys ?? []) key.columns = renamed(key.columns);
  const identity = identityOf(table.object);
  for (const { foreignKeys = [] } of state.tables.values())
    for (const key of foreignKeys)
      if (key.target === identity) key.targetColumns = renamed(key.targetColumns);
}

/** FOREIGN KEY, of the table or of the column whose name is among the keys. */
export function addForeignKey(
  state: MigrationState,
  table: TableDraft,
  constraint: Node,
  keys: readonly string[],
  place: SourcePlace,
): void {
  const own = namesOf(constraint["fk_attrs"]);
  const columns = own.length > 0 ? own : keys;
  const target = relationRef(state, constraint["pktable"]);
  const named = namesOf(constraint["pk_attrs"]);
  const primary = state.tables.get(identityOf(target))?.indexes?.find((index) => index.primary);
  const implied = (primary?.columns ?? []).flatMap((column) => column ?? []);
  table.foreignKeys?.push({
    name: textOf(constraint["conname"]) ?? `${table.object.name ?? ""}_${columns.join("_")}_fkey`,
    columns,
    target: identityOf(target),
    targetColumns: named.length > 0 ? named : implied,
    place,
  });
}

/** The unique keys that a table has of its own: what a partition has of its parent is the parent's. */
export function uniqueKeysOf(indexes: readonly IndexDraft[]): UniqueKeyFact[] {
  return indexes
    .filter(({ unique, parent }) => unique && parent === undefined)
    .map(({ name, columns, primary, ofConstraint, place }) => ({
      name,
      columns,
      primary,
      ofConstraint,
      place,
    }));
}
