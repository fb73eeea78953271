import { createTenantPolicy } from "../../checks/tenant-condition";
import { ISOLATED_TENANTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { latestPlace } from "../../facts/place-order";
import { hasTenantColumn, tenantPlace } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlTable } from "../../sql-text";
import { finding, notApplicable, pass } from "../../verdict";

export default defineRule({
  id: "rls-missing",
  title: "A tenant's table has no row-level security",
  severity: "critical",
  topic: "row-security",
  scope: "object",
  facts: ["table"],
  about: "tenants' tables",
  why: "Every role that may read the table reads the rows of all tenants. One forgotten WHERE, or one injected statement, and the tenants are mixed. New tables always start like this: there is no default.",
  fix: "ENABLE and FORCE row-level security and add a policy that compares the tenant column with the session's tenant.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/ddl-rowsecurity.html"],
  catalogue: ["L01"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    if (table.rowSecurity === undefined) return undefined;
    const tenant = table.declaredTenant || hasTenantColumn(table, options.tenantColumn);
    if (!tenant && table.switchedOff !== true) return undefined;
    // A partition is guarded by its parent's policies, as long as nobody may use it directly: rls-partition-granted.
    if (table.partition) return notApplicable("partitions are reached through their parent");
    // Policies without row security are worse, and the business of rls-policies-without-rls.
    if ((table.rowSecurity.policies?.length ?? 0) > 0)
      return known(table.rowSecurity.enabled) ? pass : undefined;
    if (known(table.rowSecurity.enabled)) return pass;
    const name = sqlTable(table.object);
    const since = latestPlace(table.place, tenantPlace(table, options.tenantColumn));
    return finding(
      locate(standsAt(table.object, since), table),
      table.switchedOff === true
        ? `row-level security of ${displayObject(table.object)} is switched off`
        : table.declaredTenant
          ? `${displayObject(table.object)} is declared to hold tenants' rows and has no row-level security`
          : `${displayObject(table.object)} has the column ${options.tenantColumn} and no row-level security`,
      `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${name} FORCE ROW LEVEL SECURITY; ${createTenantPolicy(table, options.tenantColumn)}`,
    );
  },
});
