import { closedToOthers } from "../../checks/unguarded-relation";
import { DECLARED_GRANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import { isTenantTable, tablesRead } from "../../facts/tenant";
import { ALLOWED_ROLES, TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { unknown } from "../../verdict";

export default defineRule({
  id: "materialized-view-exposes-tenants",
  title: "A materialized view with every tenant's rows is open to a role that is not the owner",
  severity: "high",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["view", "table", "grant", "role", "membership", "schema", "database"],
  about: "materialized views over tenants' tables",
  why: "A materialized view is a copy that was made with its owner's rights, and PostgreSQL has no row security for it. Whoever may read it reads all tenants.",
  fix: "Revoke the privileges, and let the application read through a view that filters by tenant.",
  palisade: DECLARED_GRANTS,
  references: ["https://www.postgresql.org/docs/current/rules-materializedviews.html"],
  catalogue: ["G14", "L43"],
  options: { tenantColumn: TENANT_COLUMN, allowed: ALLOWED_ROLES },
  check(view, { facts, options }) {
    if (view.object.kind !== "materialized view") return undefined;
    const tables = tablesRead(facts, view);
    if (tables === undefined)
      return unknown(`what ${displayObject(view.object)} reads is not known`, view.object);
    if (!tables.some((table) => isTenantTable(table, options.tenantColumn))) return undefined;
    return closedToOthers(view.object, "holds the rows of all tenants", facts, options.allowed, view.place);
  },
});
