import { displayObject, identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { relationRef } from "./relations";
import type { MigrationState, TableDraft } from "./state";
import { addKnownColumn } from "./table-elements";
import { isNode, type Node, textOf } from "./tree";

/** CREATE_TABLE_LIKE_INDEXES in src/include/nodes/parsenodes.h. */
const INCLUDING_INDEXES = 1 << 6;

/**
 * CREATE TABLE (LIKE other): the other's columns, each with its NOT NULL, and its keys and indexes by INCLUDING INDEXES. Row
 * security, policies and foreign keys never come along.
 */
export function addLike(state: MigrationState, table: TableDraft, like: Node, place: SourcePlace): void {
  const range = isNode(like["relation"]) ? like["relation"] : {};
  const object = relationRef(state, range);
  // A temporary table hides others of its name, and its columns are not kept.
  const temporary = range["schemaname"] === undefined && state.temporary.has(textOf(range["relname"]) ?? "");
  const other = temporary ? undefined : state.tables.get(identityOf(object));
  const view = temporary ? undefined : state.views.get(identityOf(object));
  const columns = other?.columns ?? view?.columns?.map((name) => ({ name, notNull: false }));
  for (const column of columns ?? []) addKnownColumn(table, column);
  if (columns === undefined || other?.moreColumns === true) lacksColumnsOf(state, table, object, place);
  if ((Number(like["options"] ?? 0) & INCLUDING_INDEXES) !== 0 && view === undefined) addKeys(table, other);
}

function addKeys(table: TableDraft, other: TableDraft | undefined): void {
  if (other?.uniqueKeys === undefined) delete table.uniqueKeys;
  if (other?.leadingIndexColumns === undefined) delete table.leadingIndexColumns;
  const base = table.object.name ?? "";
  for (const key of other?.uniqueKeys ?? []) {
    // As ChooseIndexName has it (src/backend/commands/indexcmds.c).
    const written = key.columns.map((column) => column ?? "expr").join("_");
    const name = key.primary ? `${base}_pkey` : `${base}_${written}_${key.ofConstraint ? "key" : "idx"}`;
    table.uniqueKeys?.push({ ...key, name });
  }
  table.leadingIndexColumns?.push(...(other?.leadingIndexColumns ?? []));
}

/** See {@link lacksColumns}, for those of another relation. */
export function lacksColumnsOf(
  state: MigrationState,
  table: TableDraft,
  other: ObjectRef,
  place: SourcePlace,
): void {
  const why = "which the files do not tell: give the migration that makes it too";
  lacksColumns(state, table, displayObject(other), why, place);
}

/** A table has columns that the files do not tell: that is said, and nobody takes those that are known for all. */
export function lacksColumns(
  state: MigrationState,
  table: TableDraft,
  other: string,
  why: string,
  place: SourcePlace,
): void {
  table.moreColumns = true;
  state.unknown(place, `the columns of ${displayObject(table.object)} are those of ${other}, ${why}`);
}
