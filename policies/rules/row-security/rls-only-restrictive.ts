import { createTenantPolicy } from "../../checks/tenant-condition";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass, unknown } from "../../verdict";

export default defineRule({
  id: "rls-only-restrictive",
  title: "All policies of a table are restrictive",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "Restrictive policies narrow what permissive ones let through. Without a permissive one nobody sees a row, which tends to be mended in a hurry with USING (true).",
  fix: "Make the tenant policy permissive; keep restrictive ones for what comes on top of it.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createpolicy.html"],
  catalogue: ["L13"],
  check(table) {
    const security = table.rowSecurity;
    if (security?.enabled !== true || security.policies === undefined || security.policies.length === 0) {
      return undefined;
    }
    if (security.policies.some((policy) => policy.permissive)) return pass;
    if (security.morePolicies === true)
      return unknown(
        "the files do not create the table, and it may have other policies: give its migration too",
        table.object,
      );
    return finding(
      locate(table.object, table, "enabled", "policy made", "policy dropped"),
      `${displayObject(table.object)} has restrictive policies only, so that nobody sees a row`,
      createTenantPolicy(table),
    );
  },
});
