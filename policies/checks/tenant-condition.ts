import type { TableFact } from "../facts/objects";
import { sqlName, sqlTable } from "../sql-text";

/** The column that fixes speak of where a rule has no option for it. */
const TENANT_COLUMN = "tenant_id";

/**
 * The comparison that a tenant's policy makes, in its fast form; `undefined` for a table that is not known to have the column.
 * The setting is the one that the components use.
 */
export function tenantCondition(table: TableFact, column = TENANT_COLUMN): string | undefined {
  const type = table.columns?.find(({ name }) => name === column)?.type;
  if (type === undefined) return undefined;
  return `${sqlName(column)} = (SELECT nullif(current_setting('app.tenant_id', true), '')::${type})`;
}

/** The statement that makes the tenant's policy. Whom it is for is the reader's to say. */
export function createTenantPolicy(table: TableFact, column = TENANT_COLUMN): string {
  const condition = tenantCondition(table, column);
  if (condition === undefined) return "-- and a policy for every role that uses it";
  const taken = table.rowSecurity?.policies?.some(({ name }) => name === "tenant") === true;
  return `CREATE POLICY ${taken ? "tenant_rows" : "tenant"} ON ${sqlTable(table.object)} USING (${condition}); -- better with TO and the application's roles`;
}

/** The statement that makes a policy the tenant's, with the clauses that its command takes; `undefined` where that cannot be said. */
export function alterToTenant(table: TableFact, policy: string, command: string): string | undefined {
  const condition = tenantCondition(table);
  if (condition === undefined) return undefined;
  const using = command === "INSERT" ? "" : ` USING (${condition})`;
  const check = command === "SELECT" || command === "DELETE" ? "" : ` WITH CHECK (${condition})`;
  return `ALTER POLICY ${sqlName(policy)} ON ${sqlTable(table.object)}${using}${check};`;
}
