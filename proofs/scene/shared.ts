import type { SecuredObject } from "../../postgres/model/objects";
import { SHARED_POLICY } from "../../postgres/plan/tenancy/policies";

/**
 * Whether a table with the tenant column is declared to be read by every tenant. The declaration stands in the catalog
 * as a policy for SELECT alone, under the name that Palisade gives to nothing else; the policy says so for its roles
 * only, and any further permissive policy is somebody's own, so that the table is taken for a tenant table again.
 */
export function isShared({ rowSecurity }: SecuredObject): boolean {
  if (rowSecurity?.enabled !== true) return false;
  const policies = rowSecurity.policies.filter(({ permissive }) => permissive);
  return (
    policies.some(
      ({ name, command, using }) => name === SHARED_POLICY && command === "SELECT" && using === "true",
    ) && policies.every(({ name }) => name.startsWith("palisade_") && name !== "palisade_tenant")
  );
}
