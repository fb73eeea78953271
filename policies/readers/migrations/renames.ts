import { policyPart } from "../../checks/policies";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { renameConstraint, renameIndex, renameInKeys } from "./indexes";
import { below } from "./inherits";
import { relationRef } from "./relations";
import { moveRules, renameRule } from "./rewrite-rules";
import { renameRole } from "./role-changes";
import { changeRoutine, moveRoutine, ROUTINES } from "./routine-changes";
import { type MigrationState, mark, type TableDraft } from "./state";
import { moveSwitchedOff } from "./switched-off-triggers";
import { type Node, stringOf, textOf } from "./tree";

const RELATIONS: ReadonlySet<unknown> = new Set([
  "OBJECT_TABLE",
  "OBJECT_FOREIGN_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
]);

/** ALTER … RENAME TO. */
export function rename(state: MigrationState, node: Node, place: SourcePlace): void {
  const to = textOf(node["newname"]) ?? "";
  const type = node["renameType"];
  const object = relationRef(state, node["relation"]);
  const table = state.tables.get(identityOf(object));
  const part = textOf(node["subname"]) ?? "";
  const from = stringOf(node["object"]) ?? part;
  if (RELATIONS.has(type)) move(state, object, { ...object, name: to });
  if (ROUTINES.has(type)) changeRoutine(state, node["object"], { name: to });
  switch (type) {
    case "OBJECT_COLUMN":
      renameColumn(state, object, part, to, place);
      break;
    case "OBJECT_INDEX":
      renameIndex(state, object.schema ?? "", object.name ?? "", to);
      break;
    case "OBJECT_TABCONSTRAINT":
      if (table !== undefined) renameConstraint(table, part, to);
      break;
    case "OBJECT_POLICY":
      renamePolicy(table, part, to);
      break;
    case "OBJECT_TRIGGER":
      for (const trigger of state.triggers.values())
        if (trigger.name === part && trigger.table === identityOf(object)) trigger.name = to;
      moveSwitchedOff(state, object, part, to);
      break;
    case "OBJECT_RULE":
      renameRule(state, node);
      break;
    case "OBJECT_SCHEMA":
      renameSchema(state, part, to);
      break;
    case "OBJECT_ROLE":
      renameRole(state, part, to);
      break;
    case "OBJECT_FOREIGN_SERVER":
      rekey(state.servers, from, to);
      break;
    case "OBJECT_SUBSCRIPTION":
      renamed(state.subscriptions, from, to);
      break;
    case "OBJECT_PUBLICATION":
      rekey(state.publications, from, to);
      break;
    case "OBJECT_EVENT_TRIGGER":
      renamed(state.eventTriggers, from, to);
      break;
  }
}

function renamePolicy(table: TableDraft | undefined, from: string, to: string): void {
  const place = table?.places?.[policyPart(from)];
  if (table !== undefined && place !== undefined) mark(table, policyPart(to), place);
  for (const policy of table?.policies ?? []) if (policy.name === from) policy.name = to;
}

function renameColumn(
  state: MigrationState,
  object: ObjectRef,
  from: string,
  to: string,
  place: SourcePlace,
): void {
  const table = state.tables.get(identityOf(object));
  for (const one of table === undefined ? [] : [table, ...below(table)]) {
    const column = one.columns?.find(({ name }) => name === from);
    if (column === undefined) continue;
    if (one.ownColumns?.delete(column.name) === true) one.ownColumns.add(to);
    column.name = to;
    column.place = place;
    renameInKeys(state, one, from, to);
  }
  const view = state.views.get(identityOf(object));
  if (view?.columns !== undefined) view.columns = view.columns.map((name) => (name === from ? to : name));
  const columnOf = { ...object, kind: "column" };
  state.moveGrants({ ...columnOf, column: from }, { ...columnOf, column: to });
}

/** ALTER … SET SCHEMA of a relation, a routine or an extension. */
export function setSchema(state: MigrationState, node: Node, place: SourcePlace): void {
  const schema = textOf(node["newschema"]) ?? state.schema;
  if (ROUTINES.has(node["objectType"])) changeRoutine(state, node["object"], { schema });
  if (node["objectType"] === "OBJECT_EXTENSION") {
    const name = stringOf(node["object"]) ?? "";
    state.extensions.set(name, { name, schema, place });
  }
  if (!RELATIONS.has(node["objectType"])) return;
  const object = relationRef(state, node["relation"]);
  move(state, object, { ...object, schema });
}

/** ALTER SCHEMA … RENAME TO: all that lies in it goes along. */
function renameSchema(state: MigrationState, from: string, to: string): void {
  const here = <T extends { readonly object: ObjectRef }>(all: Iterable<T>) =>
    [...all].filter(({ object }) => object.schema === from);
  for (const { object } of here([...state.tables.values(), ...state.views.values()]))
    move(state, object, { ...object, schema: to });
  for (const fact of here(state.functions.values())) moveRoutine(state, fact, { ...fact.object, schema: to });
  // What was granted on the rest of it: sequences, types, and what the files do not make.
  for (const { object } of here(state.grants.values())) state.moveGrants(object, { ...object, schema: to });
  state.moveGrants({ kind: "schema", name: from }, { kind: "schema", name: to });
  for (const given of state.defaults.values()) if (given.schema === from) given.schema = to;
  for (const { schemas } of state.publications.values()) rekey(schemas, from, to);
  for (const [name, extension] of state.extensions)
    if (extension.schema === from) state.extensions.set(name, { ...extension, schema: to });
  renamed(state.schemas, from, to);
}

/** A relation under another name: what was granted on it, its triggers, its keys and its publications go with it. */
function move(state: MigrationState, from: ObjectRef, to: ObjectRef): void {
  const [before, after] = [identityOf(from), identityOf(to)];
  const relation = state.tables.get(before) ?? state.views.get(before);
  if (relation === undefined) return;
  relation.object = to;
  rekey(state.tables, before, after);
  rekey(state.views, before, after);
  state.moveGrants(from, to);
  for (const { object } of [...state.grants.values()])
    if (object.kind === "column" && object.schema === from.schema && object.name === from.name)
      state.moveGrants(object, { ...object, ...to, kind: "column" });
  for (const trigger of state.triggers.values()) if (trigger.table === before) trigger.table = after;
  moveRules(state, from, to);
  for (const { tables } of state.publications.values()) rekey(tables, before, after);
  for (const { foreignKeys = [] } of state.tables.values())
    for (const key of foreignKeys) if (key.target === before) key.target = after;
  for (const view of state.views.values())
    view.reads = view.reads?.map((identity) => (identity === before ? after : identity)) ?? [];
}

/** What bears its name itself, too. */
function renamed<T extends { name: string }>(map: Map<string, T>, from: string, to: string): void {
  const one = map.get(from);
  if (one !== undefined) one.name = to;
  rekey(map, from, to);
}

function rekey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}
