import { createTenantPolicy } from "../../checks/tenant-condition";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-no-policy",
  title: "A table has row-level security and no policy",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with row-level security",
  why: "Nothing leaks: without a policy nobody but the exempt sees a row. It is usually an unfinished change, and the next one who meets the empty table switches row security off.",
  fix: "Add the policies that are missing, or revoke the privileges on the table.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L03"],
  check(table) {
    const security = table.rowSecurity;
    // A partition needs none: its parent's policies guard what comes through the parent.
    if (security?.enabled !== true || security.policies === undefined || table.partition) return undefined;
    if (security.policies.length > 0) return pass;
    return finding(
      locate(table.object, table, "enabled", "policy dropped"),
      `row-level security of ${displayObject(table.object)} is on, and there is no policy`,
      createTenantPolicy(table),
    );
  },
});
