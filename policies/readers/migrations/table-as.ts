import { displayObject, identityOf, type SourcePlace } from "../../facts/object-ref";
import { columnsOfQuery, renamed } from "./query-columns";
import { relationRef } from "./relations";
import type { MigrationState, TableDraft } from "./state";
import { isNode, type Node, namesOf, textOf } from "./tree";

/**
 * CREATE TABLE AS and SELECT INTO: a table with the columns of a query, and with nothing that guards the tables which the
 * query reads.
 */
export function createTableOfQuery(
  state: MigrationState,
  into: Node,
  query: unknown,
  place: SourcePlace,
  ifNotExists: boolean,
): void {
  const relation = isNode(into["rel"]) ? into["rel"] : {};
  if (relation["relpersistence"] === "t") {
    state.temporary.add(textOf(relation["relname"]) ?? "");
    return;
  }
  const object = relationRef(state, relation);
  const identity = identityOf(object);
  if (ifNotExists && state.tables.has(identity)) return;
  const columns = renamed(columnsOfQuery(state, query), namesOf(into["colNames"]));
  if (columns === undefined)
    state.unknown(
      place,
      `the columns of ${displayObject(object)} are those of a query that cannot be followed: give the migrations of what it reads too`,
    );
  const table: TableDraft = {
    object,
    place,
    partition: false,
    partitioned: false,
    declaredTenant: false,
    enabled: false,
    forced: false,
    policies: [],
    ...(columns === undefined
      ? { moreColumns: true }
      : { columns: columns.map((column) => ({ ...column, notNull: false })) }),
    indexes: [],
    foreignKeys: [],
  };
  state.tables.set(identity, table);
  state.giveDefaults("tables", object, place);
}
