import { PUBLIC } from "../../postgres/model/acl";
import type { Policy } from "../../postgres/model/row-security";
import {
  OWNER_POLICY,
  SHARED_POLICY,
  SUPPORT_ALL_POLICY,
  SUPPORT_POLICY,
} from "../../postgres/plan/tenancy/policies";

const SUPPORT: ReadonlySet<string> = new Set([SUPPORT_POLICY, SUPPORT_ALL_POLICY]);

const SEES_EVERY_TENANT: ReadonlySet<string> = new Set([OWNER_POLICY, ...SUPPORT]);

/**
 * Whether a policy that lets every row through is one that `RowSecurity` makes where a declaration says so with a reason:
 * a table that all tenants may read, or roles that see every tenant. Only as it is made there: a name alone excuses
 * nothing.
 */
export function isDeclaredOpen(policy: Policy, policies: readonly Policy[]): boolean {
  const others = policies.filter(({ name }) => !SEES_EVERY_TENANT.has(name));
  if (policy.name === SHARED_POLICY)
    return (
      policy.command === "SELECT" &&
      others.every(({ name, permissive }) => name === SHARED_POLICY || !permissive)
    );
  if (!SUPPORT.has(policy.name) || (policy.name === SUPPORT_POLICY && policy.command !== "SELECT"))
    return false;
  const bound = new Set(others.flatMap(({ roles }) => roles));
  return policy.roles.every((role) => role !== PUBLIC && !bound.has(role));
}
