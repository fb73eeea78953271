import type { Draft } from "../../../postgres/draft";
import { identityOf, type ObjectRef, type SourcePlace } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { routineOf } from "./routine-refs";
import { type MigrationState, mark } from "./state";
import { type Node, roleOf } from "./tree";

/** What the grammar calls a routine in ALTER and DROP. */
export const ROUTINES: ReadonlySet<unknown> = new Set([
  "OBJECT_FUNCTION",
  "OBJECT_PROCEDURE",
  "OBJECT_ROUTINE",
]);

/** ALTER FUNCTION … OWNER TO. */
export function ownRoutine(state: MigrationState, node: Node, place: SourcePlace): void {
  const owner = roleOf(node["newowner"]);
  const fact = routineOf(state, node["object"]);
  if (fact === undefined || owner === undefined) return;
  fact.owner = owner;
  mark(fact, "owner", place);
}

/** ALTER FUNCTION … RENAME TO and SET SCHEMA: by `change` its reference is another. */
export function changeRoutine(state: MigrationState, named: unknown, change: Partial<ObjectRef>): void {
  const fact = routineOf(state, named);
  if (fact !== undefined) moveRoutine(state, fact, { ...fact.object, ...change });
}

/** A routine under another reference: its privileges go with it, and triggers call it as before. */
export function moveRoutine(state: MigrationState, fact: Draft<FunctionFact>, to: ObjectRef): void {
  const from = fact.object;
  if (identityOf(from) === identityOf(to)) return;
  for (const trigger of callers(state, from))
    trigger.called = { schema: to.schema ?? "", name: to.name ?? "" };
  fact.object = to;
  state.functions.delete(identityOf(from));
  state.functions.set(identityOf(to), fact);
  state.moveGrants(from, to);
}

/** DROP FUNCTION, PROCEDURE and ROUTINE; CASCADE, without which PostgreSQL refuses it, takes the triggers that call it. */
export function dropRoutine(state: MigrationState, named: unknown): void {
  const fact = routineOf(state, named);
  if (fact !== undefined) forgetRoutine(state, fact.object);
}

/** A routine is gone. */
export function forgetRoutine(state: MigrationState, object: ObjectRef): void {
  const gone = new Set<unknown>(callers(state, object));
  for (const [key, trigger] of state.triggers) if (gone.has(trigger)) state.triggers.delete(key);
  for (const [key, trigger] of state.eventTriggers) if (gone.has(trigger)) state.eventTriggers.delete(key);
  state.functions.delete(identityOf(object));
  state.forget(object);
}

/** Functions of triggers have no arguments. */
function callers(state: MigrationState, { schema, name, args }: ObjectRef) {
  if (args !== "") return [];
  return [...state.triggers.values(), ...state.eventTriggers.values()].filter(
    ({ called }) => called.schema === schema && called.name === name,
  );
}
