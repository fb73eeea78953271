import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { RewriteRuleFact } from "../../facts/objects";
import { knownRelation, relationRef } from "./relations";
import type { MigrationState } from "./state";
import { list, type Node, textOf } from "./tree";

/** A rule (CREATE RULE) as far as the files tell of it. */
export interface RewriteRuleDraft extends Pick<RewriteRuleFact, "event" | "instead" | "conditional"> {
  name: string;
  relation: ObjectRef;
  readonly runsStatements: boolean;
  enabled: boolean;
  place: SourcePlace;
}

const EVENTS: Readonly<Record<string, RewriteRuleFact["event"]>> = {
  CMD_SELECT: "SELECT",
  CMD_INSERT: "INSERT",
  CMD_UPDATE: "UPDATE",
  CMD_DELETE: "DELETE",
};

/** CREATE RULE. On a view it is how the view takes writes; on a relation that the files do not make, nobody knows which it is. */
export function createRule(state: MigrationState, node: Node, place: SourcePlace): void {
  const relation = relationRef(state, node["relation"]);
  const name = textOf(node["rulename"]) ?? "";
  const identity = identityOf(relation);
  if (state.views.has(identity)) return;
  if (!state.tables.has(identity)) {
    const called = `${relation.schema}.${relation.name}`;
    state.unknown(place, `makes a rule of ${called}, which may be a table or a view: give its migration too`);
    return;
  }
  state.rules.set(keyOf(relation, name), {
    name,
    relation,
    event: EVENTS[textOf(node["event"]) ?? ""] ?? "SELECT",
    instead: node["instead"] === true,
    conditional: node["whereClause"] !== undefined,
    runsStatements: list(node["actions"]).length > 0,
    enabled: true,
    place,
  });
}

const ENABLED: Readonly<Record<string, boolean>> = {
  AT_EnableRule: true,
  AT_EnableAlwaysRule: true,
  AT_EnableReplicaRule: true,
  AT_DisableRule: false,
};

/** ALTER TABLE … ENABLE and DISABLE RULE; other parts of an ALTER TABLE leave rules alone. */
export function switchRule(state: MigrationState, table: ObjectRef, command: Node, place: SourcePlace): void {
  const enabled = ENABLED[textOf(command["subtype"]) ?? ""];
  const rule = state.rules.get(keyOf(table, textOf(command["name"]) ?? ""));
  if (enabled === undefined || rule === undefined) return;
  rule.enabled = enabled;
  rule.place = place;
}

/** ALTER RULE … RENAME TO. */
export function renameRule(state: MigrationState, node: Node): void {
  const relation = relationRef(state, node["relation"]);
  const rule = state.rules.get(keyOf(relation, textOf(node["subname"]) ?? ""));
  if (rule === undefined) return;
  state.rules.delete(keyOf(relation, rule.name));
  rule.name = textOf(node["newname"]) ?? "";
  state.rules.set(keyOf(relation, rule.name), rule);
}

/** DROP RULE. */
export function dropRule(state: MigrationState, schema: string, table: string, name: string): void {
  state.rules.delete(keyOf(knownRelation(state, schema, table), name));
}

/** The rules of a table go where it goes; without `to`, away. */
export function moveRules(state: MigrationState, from: ObjectRef, to?: ObjectRef): void {
  for (const [key, rule] of [...state.rules]) {
    if (identityOf(rule.relation) !== identityOf(from)) continue;
    state.rules.delete(key);
    if (to !== undefined) state.rules.set(keyOf(to, rule.name), { ...rule, relation: to });
  }
}

/** The rules, with the owner that the table has at the end. */
export function rewriteRuleFacts(state: MigrationState): RewriteRuleFact[] {
  return [...state.rules.values()].map(({ relation, ...rule }) => {
    const owner = state.tables.get(identityOf(relation))?.owner;
    const { schema = "", name = "" } = relation;
    return { ...rule, table: { schema, name }, ...(owner === undefined ? {} : { owner }) };
  });
}

function keyOf(relation: ObjectRef, name: string): string {
  return JSON.stringify([identityOf(relation), name]);
}
