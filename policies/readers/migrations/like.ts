import { displayObject, identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { indexName } from "./indexes";
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
  if ((Number(like["options"] ?? 0) & INCLUDING_INDEXES) !== 0 && view === undefined)
    addKeys(table, other, place);
}

function addKeys(table: TableDraft, other: TableDraft | undefined, place: SourcePlace): void {
  if (other?.indexes === undefined || other.moreIndexes === true) delete table.indexes;
  for (const { parent: _of, ...index } of other?.indexes ?? [])
    table.indexes?.push({ ...index, name: indexName(table, index), place });
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
