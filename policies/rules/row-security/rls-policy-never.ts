import { policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { passesOf } from "../../facts/tenant";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-policy-never",
  title: "A policy lets no row through, ever",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "It protects nothing that the absence of a policy would not, and looks as if somebody meant to write a condition. Where it is restrictive, the table is closed to everybody.",
  fix: "Drop the policy, or write the condition that was meant.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L11"],
  check(table) {
    const policies = table.rowSecurity?.policies;
    if (policies === undefined || policies.length === 0) return undefined;
    return policies
      .filter((policy) => passesOf(table, policy.using ?? policy.withCheck ?? "") === "never")
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} lets no row through`,
          `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that compares the tenant in its place`,
        );
      });
  },
});
