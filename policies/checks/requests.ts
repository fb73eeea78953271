import { PUBLIC } from "../../postgres/model/acl";
import { type Facts, factsOf } from "../facts/facts";
import { isKnown, known } from "../facts/maybe";
import type { GrantFact } from "../facts/privileges";
import { roleGraph } from "../facts/role-graph";

/** Kinds of relation whose rows a request can ask for. */
const RELATIONS: ReadonlySet<string> = new Set(["table", "foreign table", "view", "materialized view"]);

/** True for a relation. */
export function isRelation({ object }: GrantFact): boolean {
  return RELATIONS.has(object.kind);
}

/** True where one of the roles has what is granted: it is the grantee, or can act as it. PUBLIC stands for every role. */
export function isHeldByOneOf(grant: GrantFact, roles: readonly string[], facts: Facts): boolean {
  const grantee = known(grant.grantee);
  if (grantee === PUBLIC || roles.includes(grantee)) return true;
  const graph = roleGraph(facts);
  return roles.some((role) => graph.reachable(role).has(grantee));
}

/**
 * True where one of these roles is known: who serves no requests from outside has none of them. No migration makes those of
 * Supabase, so that there a grant to one is enough.
 */
export function areKnown(roles: readonly string[], facts: Facts): boolean {
  const graph = roleGraph(facts);
  if (roles.some((role) => graph.role(role) !== undefined)) return true;
  if (facts.world !== "migrations") return false;
  return factsOf(facts, "grant").some(({ grantee }) => isKnown(grantee) && roles.includes(grantee));
}
