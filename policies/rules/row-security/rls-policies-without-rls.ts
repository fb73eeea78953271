import { ISOLATED_TENANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate, placeOf, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-policies-without-rls",
  title: "A table has policies, but row-level security is off",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with policies",
  why: "Policies do nothing until row security is enabled on the table. Everybody who reads the definition believes that the rows are protected.",
  fix: "Enable and force row-level security on the table, or drop the policies.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L02"],
  check(table) {
    const policies = table.rowSecurity?.policies ?? [];
    if (table.rowSecurity === undefined || policies.length === 0) return undefined;
    if (known(table.rowSecurity.enabled)) return pass;
    const name = sqlTable(table.object);
    return finding(
      locate(standsAt(table.object, latestPlace(table.place, placeOf(table, "policy made"))), table),
      `${displayObject(table.object)} has ${policies.length === 1 ? "a policy" : `${policies.length} policies`}, and row-level security is off`,
      `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;`,
    );
  },
});
