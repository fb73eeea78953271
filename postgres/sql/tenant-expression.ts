import { quoteIdentifier, quoteLiteral } from "./quote";

/** What the tenant policy compares: a column, its type, and the setting that the application sets. */
export interface TenantExpression {
  readonly column: string;
  readonly type: string;
  readonly setting: string;
}

/**
 * The tenant policy's expression. The sub-select is evaluated once a statement, not once a row, and an index on the
 * column stays usable; `nullif` turns the empty string that RESET leaves behind into NULL, so that a session without
 * a tenant sees nothing instead of failing.
 */
export function tenantExpression({ column, type, setting }: TenantExpression): string {
  const current = `nullif(pg_catalog.current_setting(${quoteLiteral(setting)}, true), '')`;
  const value = type === "text" ? current : `${current}::${type}`;
  return `${quoteIdentifier(column)} = (SELECT ${value})`;
}

/**
 * The same expression as `pg_get_expr` prints it under the pinned search_path: PostgreSQL's stored form. Comparing this
 * text sees every change of meaning and no change of formatting. `column` is the name as the server prints it. Equal on PostgreSQL 14 to 18; a test holds that.
 */
export function storedTenantExpression({ column, type, setting }: TenantExpression): string {
  const current = `NULLIF(current_setting(${quoteLiteral(setting)}::text, true), ''::text)`;
  const value = type === "text" ? current : `(${current})::${type}`;
  return `(${column} = ( SELECT ${value} AS "nullif"))`;
}
