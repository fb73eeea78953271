import { policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { ANONYMOUS_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "anonymous-write-policy",
  title: "Whoever is not logged in may write rows",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  // Customers write policies of a platform's own tables too: for files, for messages.
  ofPlatformsToo: true,
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "The role of anonymous requests has a policy for writing: anybody on the internet fills or changes the table.",
  fix: "Let only signed-in roles write; take the role out of the policy.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L33"],
  options: {
    anonymous: ANONYMOUS_ROLES,
  },
  check(table, { options }) {
    const policies = table.rowSecurity?.policies;
    if (policies === undefined || policies.length === 0) return undefined;
    return policies
      .filter(
        (policy) =>
          policy.permissive &&
          policy.command !== "SELECT" &&
          policy.roles.some((name) => options.anonymous.includes(name)),
      )
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} lets requests write that nobody has logged in for`,
          `DROP POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)}; -- and one that compares the tenant in its place`,
        );
      });
  },
});
