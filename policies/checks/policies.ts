import { PUBLIC } from "../../postgres/model/acl";
import { granteeText } from "../../postgres/model/keys";
import type { Policy } from "../../postgres/model/row-security";
import { type ObjectRef, ofTable } from "../facts/object-ref";
import type { TableFact } from "../facts/objects";
import { standsAt } from "../facts/origin";
import { isPredefined, type RoleGraph } from "../facts/role-graph";

/** The part of a table's fact that a policy is. */
export function policyPart(name: string): string {
  return `policy ${name}`;
}

/** A reference to a policy of a table. */
export function policyRef(table: TableFact, policy: Pick<Policy, "name">): ObjectRef {
  return standsAt(ofTable(table.object, "policy", policy.name), table.places?.[policyPart(policy.name)]);
}

/**
 * The roles of a policy that row security is meant to bind: all but the owner, superusers, roles with BYPASSRLS,
 * predefined roles and those that were called trusted.
 */
export function boundRoles(
  policy: Policy,
  table: TableFact,
  graph: RoleGraph,
  trusted: readonly string[],
): readonly string[] {
  return policy.roles.filter((role) => {
    if (role === PUBLIC) return true;
    const fact = graph.role(role);
    return (
      role !== table.owner &&
      !isPredefined(role) &&
      !trusted.includes(role) &&
      fact?.superuser !== true &&
      fact?.bypassRowSecurity !== true
    );
  });
}

/** Roles as people write them: `app, PUBLIC`. */
export function rolesText(roles: readonly string[]): string {
  return roles.map(granteeText).join(", ");
}
