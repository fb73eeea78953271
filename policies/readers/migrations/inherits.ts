import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { ofPartition } from "./indexes";
import { lacksColumnsOf } from "./like";
import type { MigrationState, TableDraft } from "./state";
import { addKnownColumn } from "./table-elements";

/**
 * INHERITS and PARTITION OF: a table that has its parent's columns, now and later. A partition has its parent's indexes too; of
 * row security a parent gives nothing.
 */
export function inheritFrom(
  state: MigrationState,
  table: TableDraft,
  parent: ObjectRef,
  place: SourcePlace,
): void {
  const known = state.tables.get(identityOf(parent));
  table.ownColumns ??= new Set();
  if (known !== undefined) {
    known.children ??= new Set();
    known.children.add(table);
    for (const column of known.columns ?? []) addKnownColumn(table, column);
  }
  if (known?.columns === undefined || known.moreColumns === true) lacksColumnsOf(state, table, parent, place);
  if (!table.partition) return;
  takeIndexes(table, known);
}

/** ATTACH PARTITION and ALTER TABLE … INHERIT: a table that has the columns already. */
export function attach(table: TableDraft, parent: TableDraft, partition: boolean): void {
  parent.children ??= new Set();
  parent.children.add(table);
  // What a partition has, it has from its parent from now on.
  table.ownColumns = new Set(partition ? [] : table.columns?.map(({ name }) => name));
  if (!partition) return;
  table.partition = true;
  takeIndexes(table, parent);
}

/** A partition has the indexes of its parent. */
function takeIndexes(table: TableDraft, parent: TableDraft | undefined): void {
  if (parent?.indexes === undefined || parent.moreIndexes === true) table.moreIndexes = true;
  for (const index of parent?.indexes ?? []) table.indexes?.push(ofPartition(table, index));
}

/** DETACH PARTITION and NO INHERIT: the table keeps its columns. */
export function detach(table: TableDraft, parent: TableDraft, place: SourcePlace): void {
  parent.children?.delete(table);
  // Its indexes are its own from now on.
  if (table.indexes !== undefined) table.indexes = table.indexes.map(({ parent: _its, ...index }) => index);
  // A partition was guarded by its parent.
  if (table.partition) table.place = place;
  table.partition = false;
}

/** The tables below one, each once: those that what is done to its columns reaches, too. */
export function below(table: TableDraft): ReadonlySet<TableDraft> {
  const found = new Set<TableDraft>();
  const visit = (one: TableDraft) => {
    for (const child of one.children ?? [])
      if (!found.has(child)) {
        found.add(child);
        visit(child);
      }
  };
  visit(table);
  return found;
}
