import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { columnsOfQuery, renamed } from "./query-columns";
import { relationRef } from "./relations";
import type { MigrationState, ViewDraft } from "./state";
import { createTableOfQuery } from "./table-as";
import {
  booleanOf,
  fieldsOf,
  isNode,
  list,
  type Node,
  namesOf,
  optionsOf,
  roleOf,
  textOf,
  walk,
} from "./tree";

/** CREATE VIEW. */
export function createView(state: MigrationState, node: Node, place: SourcePlace): void {
  const range = isNode(node["view"]) ? node["view"] : {};
  if (range["relpersistence"] === "t") return;
  // OR REPLACE takes the options of the new statement, and keeps the owner.
  const object = { ...relationRef(state, range), kind: "view" };
  add(state, object, node["query"], namesOf(node["aliases"]), place).securityInvoker =
    invoker(node["options"]) ?? false;
}

/** CREATE MATERIALIZED VIEW, and CREATE TABLE AS, which the grammar has as one statement. */
export function createTableAs(state: MigrationState, node: Node, place: SourcePlace): void {
  const into = isNode(node["into"]) ? node["into"] : {};
  if (node["objtype"] !== "OBJECT_MATVIEW") {
    createTableOfQuery(state, into, node["query"], place, node["if_not_exists"] === true);
    return;
  }
  const object = { ...relationRef(state, into["rel"]), kind: "materialized view" };
  if (node["if_not_exists"] === true && state.views.has(identityOf(object))) return;
  add(state, object, node["query"], namesOf(into["colNames"]), place);
}

function add(
  state: MigrationState,
  object: ObjectRef,
  query: unknown,
  names: readonly string[],
  place: SourcePlace,
): ViewDraft {
  const before = state.views.get(identityOf(object));
  const columns = renamed(columnsOfQuery(state, query), names);
  if (before === undefined) state.giveDefaults("tables", object, place);
  const view: ViewDraft = {
    object,
    securityInvoker: false,
    reads: readsOf(state, query),
    ...(columns === undefined ? {} : { columns: columns.map(({ name }) => name) }),
    place,
    ...(before?.owner === undefined ? {} : { owner: before.owner }),
  };
  state.views.set(identityOf(object), view);
  return view;
}

/** The relations that a query names, but for those that its WITH makes. */
function readsOf(state: MigrationState, query: unknown): string[] {
  const made = new Set<string>();
  const named: Node[] = [];
  walk(query, ({ type, fields }) => {
    if (type === "CommonTableExpr") made.add(textOf(fields["ctename"]) ?? "");
    if (type === "RangeVar") named.push(fields);
    return true;
  });
  const relations = named
    .filter((range) => range["schemaname"] !== undefined || !made.has(textOf(range["relname"]) ?? ""))
    .map((range) => identityOf(relationRef(state, range)));
  return [...new Set(relations)].sort();
}

/** What options say of security_invoker; `undefined` where they say nothing. */
function invoker(options: unknown): boolean | undefined {
  const said = optionsOf(options).find(([name]) => name === "security_invoker");
  return said === undefined ? undefined : said[1] === undefined || booleanOf(said[1]);
}

/** ALTER VIEW and ALTER MATERIALIZED VIEW, which ALTER TABLE can be as well. */
export function alterView(view: ViewDraft, node: Node, place: SourcePlace): void {
  for (const item of list(node["cmds"])) {
    const command = fieldsOf(item, "AlterTableCmd") ?? {};
    const said = invoker(fieldsOf(command["def"], "List")?.["items"]);
    if (command["subtype"] === "AT_SetRelOptions" && said !== undefined) {
      view.securityInvoker = said;
      if (!said) view.place = place;
    }
    if (command["subtype"] === "AT_ResetRelOptions" && said !== undefined) {
      view.securityInvoker = false;
      view.place = place;
    }
    const owner = roleOf(command["newowner"]);
    if (command["subtype"] === "AT_ChangeOwner" && owner !== undefined) view.owner = owner;
  }
}
