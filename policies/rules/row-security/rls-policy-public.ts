import { PUBLIC } from "../../../postgres/model/acl";
import { policiesInForce, policyRef } from "../../checks/policies";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding } from "../../verdict";

export default defineRule({
  id: "rls-policy-public",
  title: "A permissive policy is for PUBLIC",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "A policy without TO is for PUBLIC: it also lets roles through that nobody thought of when it was written, and every one that will come. What keeps them out is then the privileges alone.",
  fix: "Name the application's roles in the policy. (A restrictive policy may well be for PUBLIC: it takes away.)",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-alterpolicy.html"],
  catalogue: ["L05"],
  check(table) {
    const policies = policiesInForce(table);
    if (policies === undefined) return undefined;
    return policies
      .filter((policy) => policy.permissive && policy.roles.includes(PUBLIC))
      .map((policy) => {
        const ref = policyRef(table, policy);
        return finding(
          locate(ref, table),
          `${displayObject(ref)} is for PUBLIC`,
          `ALTER POLICY ${sqlName(policy.name)} ON ${sqlTable(table.object)} TO …the application's roles…;`,
        );
      });
  },
});
