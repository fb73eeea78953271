import { Unknown } from "../../facts/maybe";
import { identityOf, type SourcePlace } from "../../facts/object-ref";
import type { DefinerTriggerFact, EventTriggerFact } from "../../facts/objects";
import { relationRef } from "./relations";
import type { CalledFunction, MigrationState } from "./state";
import { type Node, namesOf, textOf } from "./tree";

/** CREATE TRIGGER. */
export function createTrigger(state: MigrationState, node: Node, place: SourcePlace): void {
  const table = identityOf(relationRef(state, node["relation"]));
  const name = textOf(node["trigname"]) ?? "";
  state.triggers.set(JSON.stringify([table, name]), { table, name, called: calledIn(state, node), place });
}

/** CREATE EVENT TRIGGER. */
export function createEventTrigger(state: MigrationState, node: Node, place: SourcePlace): void {
  const name = textOf(node["trigname"]) ?? "";
  state.eventTriggers.set(name, {
    name,
    event: textOf(node["eventname"]) ?? "",
    enabled: true,
    called: calledIn(state, node),
    place,
  });
}

/** ALTER EVENT TRIGGER … ENABLE and DISABLE. */
export function alterEventTrigger(state: MigrationState, node: Node, place: SourcePlace): void {
  const trigger = state.eventTriggers.get(textOf(node["trigname"]) ?? "");
  if (trigger === undefined) return;
  trigger.enabled = node["tgenabled"] !== "D";
  trigger.place = place;
}

/** Functions of triggers have no arguments. */
function calledIn(state: MigrationState, node: Node): CalledFunction {
  const names = namesOf(node["funcname"]);
  return { schema: names.at(-2) ?? state.schema, name: names.at(-1) ?? "" };
}

/** The triggers of a table whose functions run as their owners, as the functions are at the end. */
export function definerTriggers(state: MigrationState, table: string): DefinerTriggerFact[] {
  return [...state.triggers.values()]
    .filter(
      (trigger) => trigger.table === table && functionOf(state, trigger.called)?.securityDefiner === true,
    )
    .map(({ name, called, place }) => {
      const owner = functionOf(state, called)?.owner;
      return { name, function: { ...called, ...(owner === undefined ? {} : { owner }) }, place };
    });
}

/** The event triggers. */
export function eventTriggerFacts(state: MigrationState): EventTriggerFact[] {
  return [...state.eventTriggers.values()].map(({ called, ...trigger }) => {
    const found = functionOf(state, called);
    const owner =
      found === undefined
        ? new Unknown(`the owner of ${called.schema}.${called.name} is not known: give its migration too`)
        : found.owner;
    return {
      ...trigger,
      extension: null,
      function: { ...called, ...(owner === undefined ? {} : { owner }) },
    };
  });
}

function functionOf(state: MigrationState, { schema, name }: CalledFunction) {
  return state.functions.get(identityOf({ kind: "function", schema, name, args: "" }));
}
