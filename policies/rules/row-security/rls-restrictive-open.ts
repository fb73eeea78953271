import { policyRef } from "../../checks/policies";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isOpen } from "../../facts/tenant";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-restrictive-open",
  title: "A restrictive policy restricts nothing",
  severity: "medium",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "A restrictive policy is the floor under all others. With true as its condition the floor is not there, and everybody believes that it is.",
  fix: "Write the condition that was meant, or drop the policy.",
  palisade: `import * as palisade from "pulumi-palisade";

// The condition that was meant, under the policy's own name: a declared policy replaces what is there.
new palisade.TenantIsolation("shop", {
  database: "shop",
  schemas: ["app"],
  owner: "shop_owner",
  tenantRoles: ["shop_app"],
  policies: [{ name: "floor", permissive: false, roles: ["PUBLIC"], using: "id > 0" }],
});`,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L27"],
  check(table) {
    const policies = table.rowSecurity?.policies;
    if (policies === undefined || policies.length === 0) return undefined;
    return policies
      .filter(
        (policy) =>
          !policy.permissive && isOpen(table, policy, policy.using === null ? "withCheck" : "using"),
      )
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} is restrictive and lets every row through`,
          `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that compares the tenant in its place`,
        );
      });
  },
});
