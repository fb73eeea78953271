import { ISOLATED_TENANTS } from "../../examples/programs";
import { displayObject } from "../../facts/object-ref";
import type { TableFact } from "../../facts/objects";
import { locate } from "../../facts/origin";
import { hasRowSecurity } from "../../facts/tenant";
import { TENANT_COLUMN } from "../../option";
import { defineRule } from "../../rule";
import { sqlName, sqlTable } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "rls-tenant-index-missing",
  title: "No index of a tenant's table leads with the tenant column",
  severity: "low",
  topic: "row-security",
  scope: "object",
  world: "server",
  facts: ["table"],
  about: "tables with row-level security and a tenant column",
  why: "The policy compares the tenant column in every statement. Without an index each of them reads the rows of all tenants: slow, and slow in a way that tells one tenant how much the others have. Slow row security gets switched off.",
  fix: "Let the primary key or another index begin with the tenant column.",
  palisade: ISOLATED_TENANTS,
  references: ["https://www.postgresql.org/docs/current/indexes-multicolumn.html"],
  catalogue: ["L48"],
  options: { tenantColumn: TENANT_COLUMN },
  check(table, { options }) {
    const hasColumn = table.columns?.some((column) => column.name === options.tenantColumn) ?? false;
    if (!hasColumn || !hasRowSecurity(table) || table.leadingIndexColumns === undefined) return undefined;
    if (table.leadingIndexColumns.includes(options.tenantColumn)) return pass;
    return finding(
      locate(table.object, table, "indexes"),
      `no index of ${displayObject(table.object)} begins with ${options.tenantColumn}`,
      createIndex(table, options.tenantColumn),
    );
  },
});

/** PostgreSQL makes no index of a partitioned table CONCURRENTLY. */
function createIndex({ object, partitioned }: TableFact, column: string): string {
  const on = `ON ${sqlTable(object)} (${sqlName(column)});`;
  return partitioned
    ? `CREATE INDEX ${on} -- writes wait for it; where they may not, make it ON ONLY the table, one CONCURRENTLY on each partition, and ATTACH these`
    : `CREATE INDEX CONCURRENTLY ${on}`;
}
