import { closedToOthers } from "../../checks/unguarded-relation";
import { DECLARED_GRANTS } from "../../examples/programs";
import { hasTenantColumn } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "foreign-table-exposes-tenants",
  title: "A foreign table with every tenant's rows is open to a role that is not the owner",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table", "grant", "role", "membership", "schema", "database"],
  about: "foreign tables with a tenant column",
  why: "PostgreSQL has no row security for foreign tables. What protects the rows on the other side sees one user for all tenants.",
  fix: "Revoke the privileges, and let the application read through a view that filters by tenant.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/sql-createforeigntable.html"],
  catalogue: ["G15"],
  options: { tenantColumn: TENANT_COLUMN, allowed: ALLOWED_ROLES },
  check(table, { facts, options }) {
    if (table.object.kind !== "foreign table" || !hasTenantColumn(table, options.tenantColumn))
      return undefined;
    return closedToOthers(table.object, "no row security can guard", facts, options.allowed, table.place);
  },
});
