import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import { dropIndex } from "./indexes";
import { knownRelation } from "./relations";
import { dropRule, moveRules } from "./rewrite-rules";
import { dropRoutine, forgetRoutine, ownRoutine, ROUTINES } from "./routine-changes";
import { type MigrationState, mark } from "./state";
import { moveSwitchedOff } from "./switched-off-triggers";
import { fieldsOf, list, type Node, namesOf, roleOf, stringOf } from "./tree";

/** ALTER … OWNER TO, for what is no relation. */
export function changeOwner(state: MigrationState, node: Node, place: SourcePlace): void {
  const owner = roleOf(node["newowner"]);
  if (ROUTINES.has(node["objectType"])) ownRoutine(state, node, place);
  switch (node["objectType"]) {
    case "OBJECT_SCHEMA": {
      const schema = state.schemas.get(stringOf(node["object"]) ?? "");
      if (schema === undefined || owner === undefined) break;
      schema.owner = owner;
      mark(schema, "owner", place);
      break;
    }
    case "OBJECT_EVENT_TRIGGER": {
      const trigger = state.eventTriggers.get(stringOf(node["object"]) ?? "");
      if (trigger === undefined || owner === undefined) break;
      trigger.owner = owner;
      trigger.place = place;
      break;
    }
  }
}

/** DROP. */
export function drop(state: MigrationState, node: Node, place: SourcePlace): void {
  for (const item of list(node["objects"])) {
    const names = namesOf(fieldsOf(item, "List")?.["items"] ?? [item]);
    const name = names.at(-1) ?? "";
    if (ROUTINES.has(node["removeType"])) dropRoutine(state, item);
    switch (node["removeType"]) {
      case "OBJECT_TABLE":
      case "OBJECT_FOREIGN_TABLE":
      case "OBJECT_VIEW":
      case "OBJECT_MATVIEW":
        dropRelation(state, knownRelation(state, names.at(-2) ?? state.schema, name));
        break;
      case "OBJECT_INDEX":
        dropIndex(state, names.at(-2) ?? state.schema, name, place);
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
        for (const [key, { server }] of state.userMappings)
          if (server === name) state.userMappings.delete(key);
        break;
      case "OBJECT_EVENT_TRIGGER":
        state.eventTriggers.delete(name);
        break;
      case "OBJECT_TRIGGER": {
        const table = knownRelation(state, names.at(-3) ?? state.schema, names.at(-2) ?? "");
        for (const [key, trigger] of state.triggers)
          if (trigger.name === name && trigger.table === identityOf(table)) state.triggers.delete(key);
        moveSwitchedOff(state, table, name);
        break;
      }
      case "OBJECT_RULE":
        dropRule(state, names.at(-3) ?? state.schema, names.at(-2) ?? "", name);
        break;
      case "OBJECT_POLICY": {
        const object = { kind: "table", schema: names.at(-3) ?? state.schema, name: names.at(-2) ?? "" };
        const table = state.tables.get(identityOf(object));
        if (table?.policies?.some((policy) => policy.name === name) !== true) break;
        table.policies = table.policies.filter((policy) => policy.name !== name);
        mark(table, "policy dropped", place);
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
