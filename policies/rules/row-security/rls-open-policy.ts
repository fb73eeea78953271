import { isDeclaredOpen } from "../../checks/own-policies";
import { boundRoles, policiesInForce, policyRef, rolesText } from "../../checks/policies";
import { alterToTenant } from "../../checks/tenant-condition";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { roleGraph } from "../../facts/role-graph";
import { isOpen } from "../../facts/tenant";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-open-policy",
  title: "A policy lets every row through",
  severity: "high",
  topic: "row-security",
  scope: "object",
  // Customers write policies of a platform's own tables too: for files, for messages.
  ofPlatformsToo: true,
  world: "server",
  facts: ["table", "role", "membership"],
  about: "tables with policies",
  why: "Permissive policies are OR-ed: one USING (true) opens the table to its roles, however strict the other policies are. An open UPDATE policy beside a strict SELECT policy changes every tenant's rows with an UPDATE that has no WHERE.",
  fix: "Compare the tenant column in the policy, or drop it. A job that must cross tenants gets a policy of its own for its own role, which goes into the rule's option allowed; or declare it as support, or the table as shared, of TenantIsolation, with a reason.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L10", "L12"],
  options: { allowed: ALLOWED_ROLES },
  check(table, { facts, options }) {
    const policies = policiesInForce(table);
    if (policies === undefined) return undefined;
    const graph = roleGraph(facts);
    return policies
      .filter(
        (policy) =>
          policy.permissive &&
          policy.command !== "INSERT" &&
          isOpen(table, policy, "using") &&
          !isDeclaredOpen(policy, policies),
      )
      .flatMap((policy) => {
        const roles = boundRoles(policy, table, graph, options.allowed);
        if (roles.length === 0) return [];
        const ref = policyRef(table, policy);
        return [
          finding(
            locate(ref, table),
            `${displayObject(ref)} lets ${rolesText(roles)} ${policy.command === "ALL" ? "read and write" : policy.command} every row`,
            alterToTenant(table, policy.name, policy.command) ??
              `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that says which rows in its place`,
          ),
        ];
      });
  },
});
