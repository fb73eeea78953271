import { PUBLIC } from "../../postgres/model/acl";
import { granteeText } from "../../postgres/model/keys";
import type { Policy } from "../../postgres/model/row-security";
import type { Maybe } from "../facts/maybe";
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
    return (
      role !== table.owner &&
      !isPredefined(role) &&
      !trusted.includes(role) &&
      !passesBy(role, graph.role(role))
    );
  });
}

/** Supabase's own role with BYPASSRLS. No migration makes it. */
const SERVICE_ROLE = "service_role";

/** True for a role that row security does not bind whatever it is told, as far as that is known. */
export function passesBy(
  name: string,
  role: { readonly superuser?: Maybe<boolean>; readonly bypassRowSecurity?: Maybe<boolean> } | undefined,
): boolean {
  if (role === undefined) return name === SERVICE_ROLE;
  return role.superuser === true || role.bypassRowSecurity === true;
}

/**
 * The policies of a table, where it has some and row security is not known to be off: whether somebody has switched it on,
 * migrations do not tell of a table from elsewhere, and a policy is written to be in force.
 */
export function policiesInForce({ rowSecurity }: TableFact): readonly Policy[] | undefined {
  if (rowSecurity === undefined || rowSecurity.enabled === false) return undefined;
  return rowSecurity.policies === undefined || rowSecurity.policies.length === 0
    ? undefined
    : rowSecurity.policies;
}

/** Roles as people write them: `app, PUBLIC`. */
export function rolesText(roles: readonly string[]): string {
  return roles.map(granteeText).join(", ");
}
