import { PUBLIC } from "../../../postgres/model/acl";
import type { FactsByType } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { identityOf, inDatabase, type ObjectRef } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import type { GrantFact } from "../../facts/privileges";
import { declaredIntent } from "./access";
import { postgresqlFunction } from "./postgresql-function";
import type { DeclaredResource } from "./resource";

/**
 * Brings together what several resources say of one function: a `Grant` names it without its arguments, or as one of all
 * functions of a schema, and takes from PUBLIC what PostgreSQL gives it from the start; so does an `Access` of its schema.
 */
export function settleFunctions(facts: FactsByType, resources: readonly DeclaredResource[]): FactsByType {
  const { function: functions, grant } = facts;
  if (functions === undefined || grant === undefined) return facts;
  const named = grant.flatMap((one) => resolved(one, functions));
  const saidOfPublic = new Set(
    named.filter((one) => one.grantee === PUBLIC && !isBuiltIn(one)).map(({ object }) => identityOf(object)),
  );
  const closers = resources.flatMap(closedSchemas);
  return {
    ...facts,
    grant: named.flatMap((one) => (isBuiltIn(one) ? remaining(one, saidOfPublic, closers) : [one])),
  };
}

/** The grant on the functions that the program declares and the grant means; as it is where it means none of them. */
function resolved(grant: GrantFact, functions: readonly FunctionFact[]): GrantFact[] {
  const { object } = grant;
  if (object.kind !== "function" || object.args !== undefined) return [grant];
  const meant = functions.filter(
    ({ object: one }) =>
      one.database === object.database &&
      one.schema === object.schema &&
      (object.name === undefined || one.name === object.name),
  );
  const each = meant.map((one) => ({ ...grant, object: one.object, securityDefiner: one.securityDefiner }));
  // Of the other functions of the schema the program says nothing.
  return object.name === undefined ? [grant, ...each] : each.length > 0 ? each : [grant];
}

function isBuiltIn({ origin }: GrantFact): boolean {
  return origin !== undefined && postgresqlFunction.types.includes(origin.type);
}

/** What is left to PUBLIC of a new function: nothing where something else speaks of PUBLIC and this function. */
function remaining(
  grant: GrantFact,
  saidOfPublic: ReadonlySet<string>,
  closers: readonly ObjectRef[],
): GrantFact[] {
  const { object } = grant;
  const identity = identityOf(object);
  if (saidOfPublic.has(identity)) return [];
  const here = closers.filter(({ schema }) => schema === object.schema);
  if (here.some(({ database }) => database === object.database)) return [];
  if (here.length === 0 || object.database !== undefined) return [grant];
  const reason = `whether ${identity} lies in the database ${String(here[0]?.database)} is not declared: set database`;
  return [{ ...grant, privileges: new Unknown(reason) }];
}

/** The schemas in which an `Access` leaves PUBLIC only what it declares. */
function closedSchemas(resource: DeclaredResource): ObjectRef[] {
  const intent = declaredIntent(resource);
  return [...(intent?.schemas ?? [])]
    .filter(([, { mode }]) => mode === "authoritative")
    .map(([schema]) => ({ kind: "schema", ...inDatabase(intent?.database), schema }));
}
