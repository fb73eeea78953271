import { PUBLIC } from "../../postgres/model/acl";
import type { Facts } from "../facts/facts";
import { known } from "../facts/maybe";
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

/** True where one of these roles is known: who serves no requests from outside has none of them. */
export function areKnown(roles: readonly string[], facts: Facts): boolean {
  const graph = roleGraph(facts);
  return roles.some((role) => graph.role(role) !== undefined);
}
