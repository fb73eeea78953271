import { identityOf, type ObjectRef } from "../../facts/object-ref";
import { below } from "./inherits";
import { knownRelation, relationRef } from "./relations";
import { dropRule, moveRules, renameRule } from "./rewrite-rules";
import { changeRoutine, dropRoutine, forgetRoutine, ownRoutine, ROUTINES } from "./routine-changes";
import type { MigrationState } from "./state";
import { fieldsOf, list, type Node, namesOf, roleOf, stringOf, textOf } from "./tree";

/** ALTER … OWNER TO, for what is no relation. */
export function changeOwner(state: MigrationState, node: Node): void {
  const owner = roleOf(node["newowner"]);
  if (ROUTINES.has(node["objectType"])) ownRoutine(state, node);
  switch (node["objectType"]) {
    case "OBJECT_SCHEMA": {
      const schema = state.schemas.get(stringOf(node["object"]) ?? "");
      if (schema !== undefined && owner !== undefined) schema.owner = owner;
      break;
    }
    case "OBJECT_EVENT_TRIGGER": {
      const trigger = state.eventTriggers.get(stringOf(node["object"]) ?? "");
      if (trigger !== undefined && owner !== undefined) trigger.owner = owner;
      break;
    }
  }
}

const RELATIONS: ReadonlySet<unknown> = new Set(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW"]);

/** ALTER … RENAME TO. */
export function rename(state: MigrationState, node: Node): void {
  const to = textOf(node["newname"]) ?? "";
  if (RELATIONS.has(node["renameType"])) {
    const object = relationRef(state, node["relation"]);
    move(state, object, { ...object, name: to });
  }
  if (node["renameType"] === "OBJECT_COLUMN") {
    const table = state.tables.get(identityOf(relationRef(state, node["relation"])));
    for (const one of table === undefined ? [] : [table, ...below(table)]) {
      const column = one.columns?.find(({ name }) => name === node["subname"]);
      if (column === undefined) continue;
      if (one.ownColumns?.delete(column.name) === true) one.ownColumns.add(to);
      column.name = to;
    }
  }
  if (ROUTINES.has(node["renameType"])) changeRoutine(state, node["object"], { name: to });
  if (node["renameType"] === "OBJECT_RULE") renameRule(state, node);
  const from = stringOf(node["object"]) ?? "";
  if (node["renameType"] === "OBJECT_FOREIGN_SERVER") rekey(state.servers, from, to);
  if (node["renameType"] === "OBJECT_PUBLICATION") rekey(state.publications, from, to);
  if (node["renameType"] === "OBJECT_EVENT_TRIGGER") {
    const trigger = state.eventTriggers.get(from);
    if (trigger !== undefined) trigger.name = to;
    rekey(state.eventTriggers, from, to);
  }
}

/** ALTER … SET SCHEMA of a relation or a routine. */
export function setSchema(state: MigrationState, node: Node): void {
  const schema = textOf(node["newschema"]) ?? state.schema;
  if (ROUTINES.has(node["objectType"])) changeRoutine(state, node["object"], { schema });
  if (!RELATIONS.has(node["objectType"])) return;
  const object = relationRef(state, node["relation"]);
  move(state, object, { ...object, schema });
}

/** A relation under another name: what was granted on it, its triggers and its publications go with it. */
function move(state: MigrationState, from: ObjectRef, to: ObjectRef): void {
  const [before, after] = [identityOf(from), identityOf(to)];
  const relation = state.tables.get(before) ?? state.views.get(before);
  if (relation === undefined) return;
  relation.object = to;
  rekey(state.tables, before, after);
  rekey(state.views, before, after);
  state.moveGrants(from, to);
  for (const trigger of state.triggers.values()) if (trigger.table === before) trigger.table = after;
  moveRules(state, from, to);
  for (const { tables } of state.publications.values()) rekey(tables, before, after);
  for (const view of state.views.values())
    view.reads = view.reads?.map((identity) => (identity === before ? after : identity)) ?? [];
}

function rekey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(from);
  if (value === undefined) return;
  map.delete(from);
  map.set(to, value);
}

/** DROP. */
export function drop(state: MigrationState, node: Node): void {
  for (const item of list(node["objects"])) {
    const names = namesOf(fieldsOf(item, "List")?.["items"] ?? [item]);
    const name = names.at(-1) ?? "";
    if (ROUTINES.has(node["removeType"])) dropRoutine(state, item);
    switch (node["removeType"]) {
      case "OBJECT_TABLE":
      case "OBJECT_VIEW":
      case "OBJECT_MATVIEW":
        dropRelation(state, knownRelation(state, names.at(-2) ?? state.schema, name));
        break;
      case "OBJECT_SCHEMA":
        dropSchema(state, name);
        break;
      case "OBJECT_EXTENSION":
        state.extensions.delete(name);
        state.languages.delete(name);
        break;
      case "OBJECT_LANGUAGE":
        state.languages.delete(name);
        break;
      case "OBJECT_PUBLICATION":
        state.publications.delete(name);
        break;
      case "OBJECT_FOREIGN_SERVER":
        state.servers.delete(name);
        break;
      case "OBJECT_EVENT_TRIGGER":
        state.eventTriggers.delete(name);
        break;
      case "OBJECT_TRIGGER": {
        const table = knownRelation(state, names.at(-3) ?? state.schema, names.at(-2) ?? "");
        for (const [key, trigger] of state.triggers)
          if (trigger.name === name && trigger.table === identityOf(table)) state.triggers.delete(key);
        break;
      }
      case "OBJECT_RULE":
        dropRule(state, names.at(-3) ?? state.schema, names.at(-2) ?? "", name);
        break;
      case "OBJECT_POLICY": {
        const object = { kind: "table", schema: names.at(-3) ?? state.schema, name: names.at(-2) ?? "" };
        const table = state.tables.get(identityOf(object));
        if (table?.policies !== undefined)
          table.policies = table.policies.filter((policy) => policy.name !== name);
        break;
      }
    }
  }
}

function dropRelation(state: MigrationState, object: ObjectRef): void {
  const identity = identityOf(object);
  const table = state.tables.get(identity);
  state.tables.delete(identity);
  state.views.delete(identity);
  state.forget(object);
  for (const [key, trigger] of state.triggers) if (trigger.table === identity) state.triggers.delete(key);
  moveRules(state, object);
  for (const { tables } of state.publications.values()) tables.delete(identity);
  // Partitions go with their parent, and what inherits from it by CASCADE, without which PostgreSQL does not drop it.
  for (const child of table?.children ?? [])
    if (state.tables.get(identityOf(child.object)) === child) dropRelation(state, child.object);
}

function dropSchema(state: MigrationState, name: string): void {
  state.schemas.delete(name);
  for (const { object } of [...state.tables.values(), ...state.views.values()])
    if (object.schema === name) dropRelation(state, object);
  for (const { object } of [...state.functions.values()])
    if (object.schema === name) forgetRoutine(state, object);
  for (const [key, { object }] of state.grants) if (object.schema === name) state.grants.delete(key);
  for (const { schemas } of state.publications.values()) schemas.delete(name);
}
