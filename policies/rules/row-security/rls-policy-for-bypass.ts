import { passesBy, policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-policy-for-bypass",
  title: "A policy is for a role that row security does not bind",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table", "role", "membership"],
  about: "tables with policies",
  why: "The role passes by all policies: the condition looks like a limit for it and is none.",
  fix: "Take BYPASSRLS or SUPERUSER away from the role, or the role out of the policy.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L20"],
  check(table, { facts }) {
    const policies = table.rowSecurity?.policies;
    if (policies === undefined || policies.length === 0) return undefined;
    const graph = roleGraph(facts);
    const bypasses = (name: string) => name !== table.owner && passesBy(name, graph.role(name));
    return policies
      .filter((policy) => policy.roles.some((name) => bypasses(name)))
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} names a role that row security does not bind`,
          `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that compares the tenant in its place`,
        );
      });
  },
});
