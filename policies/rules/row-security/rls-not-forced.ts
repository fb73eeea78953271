import { ISOLATED_TENANTS } from "../../examples/programs";
import { allOf, isKnown } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-not-forced",
  title: "Row-level security does not bind the table's owner",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["table"],
  about: "tables with row-level security",
  why: "Without FORCE no policy binds the owner, and whoever is a member of the owner's role counts as the owner. Views and functions that the owner made show every tenant's rows.",
  fix: "FORCE row-level security, with a policy for the owner so that migrations keep working.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L04"],
  check(table) {
    const security = table.rowSecurity;
    if (security === undefined || security.enabled === false) return undefined;
    const unforced = isKnown(security.forced) ? !security.forced : security.forced;
    if (!allOf(unforced, security.enabled)) return pass;
    return finding(
      locate(table.object, table, "enabled", "forced"),
      `row-level security of ${displayObject(table.object)} is on, but not forced`,
      table.object.name === undefined
        ? "set force to true, which is the default"
        : `ALTER TABLE ${sqlTable(table.object)} FORCE ROW LEVEL SECURITY;`,
    );
  },
});
