import { displayObject } from "../../facts/object-ref";
import { locate, standsAt } from "../../facts/origin";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-tenant-column-nullable",
  title: "A tenant column may be NULL",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with a tenant column",
  why: "A row without a tenant belongs to nobody: no tenant sees it, no deletion of a tenant removes it, and a policy written with IS NOT DISTINCT FROM shows it to sessions without a tenant.",
  fix: "Fill the gaps and make the column NOT NULL.",
  palisade: `import * as palisade from "pulumi-palisade";

// Takes no table whose tenant column may be NULL: the preview names it, until a migration has set it NOT NULL.
new palisade.TenantIsolation("shop", {
  database: "shop",
  schemas: ["app"],
  owner: "shop_owner",
  tenantRoles: ["shop_app"],
});`,
  references: ["https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL"],
  catalogue: ["L26"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    const column = table.columns?.find((candidate) => candidate.name === options.tenantColumn);
    if (column === undefined || table.object.kind !== "table") return undefined;
    if (column.notNull) return pass;
    return finding(
      locate(standsAt(table.object, column.nullable ?? column.place), table),
      `the column ${options.tenantColumn} of ${displayObject(table.object)} may be NULL`,
      `ALTER TABLE ${sqlTable(table.object)} ALTER COLUMN ${sqlName(options.tenantColumn)} SET NOT NULL;`,
    );
  },
});
