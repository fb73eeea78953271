import type { Policy } from "../../../postgres/model/row-security";
import { boundRoles, policiesInForce, policyRef, rolesText } from "../../checks/policies";
import { tenantCondition } from "../../checks/tenant-condition";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { locate } from "../../facts/origin";
import { roleGraph } from "../../facts/role-graph";
import { isOpen } from "../../facts/tenant";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-with-check-open",
  title: "A policy lets rows be written for any tenant",
  severity: "high",
  topic: "row-security",
  scope: "object",
  // Customers write policies of a platform's own tables too: for files, for messages.
  ofPlatformsToo: true,
  world: "server",
  facts: ["table", "role", "membership"],
  about: "tables with policies",
  why: "WITH CHECK (true) lets a session write rows into another tenant, or move its own there. Leaving WITH CHECK out of a FOR ALL or FOR UPDATE policy is safe: PostgreSQL then uses the USING expression for new rows too.",
  fix: "Leave WITH CHECK out, or repeat the comparison of the tenant column in it.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L08", "L17", "L25", "L34"],
  options: { allowed: ALLOWED_ROLES },
  check(table, { facts, options }) {
    const policies = policiesInForce(table);
    if (policies === undefined) return undefined;
    const graph = roleGraph(facts);
    return policies
      .filter((policy) => policy.permissive && writesFreely(table, policy))
      .flatMap((policy) => {
        const roles = boundRoles(policy, table, graph, options.allowed);
        if (roles.length === 0) return [];
        const ref = policyRef(table, policy);
        return [
          finding(
            locate(ref, table),
            `${displayObject(ref)} lets ${rolesText(roles)} write rows for any tenant`,
            `ALTER POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)} WITH CHECK (${tenantCondition(table) ?? policy.using ?? "false"});`,
          ),
        ];
      });
  },
});

/** True where new rows are not checked although the policy restricts the old ones; open ones altogether are rls-open-policy's. */
function writesFreely(table: TableFact, policy: Policy): boolean {
  if (policy.command === "INSERT") return isOpen(table, policy, "withCheck");
  if (policy.command !== "ALL" && policy.command !== "UPDATE") return false;
  return !isOpen(table, policy, "using") && policy.withCheck !== null && isOpen(table, policy, "withCheck");
}
