import { quoteIdentifier, quoteLiteral } from "./quote";
import type { TenantExpression } from "./tenant-expression";

/**
 * The strict tenant policy's expression: a setting that was never set is an error (42704 undefined_object), and so is
 * the empty string that RESET and the end of a transaction leave behind, whatever the type: then a setting is asked for
 * whose name says what is wrong. Evaluated once a statement, when the first row or the index is looked at; a statement
 * that looks at none sees none.
 */
export function strictTenantExpression({ column, type, setting }: TenantExpression): string {
  const name = quoteLiteral(setting);
  const value = `pg_catalog.current_setting(CASE pg_catalog.current_setting(${name}) WHEN '' THEN ${quoteLiteral(emptySetting(setting))} ELSE ${name} END)`;
  return `${quoteIdentifier(column)} = (SELECT ${type === "text" ? value : `${value}::${type}`})`;
}

/** The same as `pg_get_expr` prints it, on PostgreSQL 14 to 18. `column` is the name as the server prints it. */
export function storedStrictTenantExpression({ column, type, setting }: TenantExpression): string {
  const name = `${quoteLiteral(setting)}::text`;
  const chosen = [
    "current_setting(",
    `        CASE current_setting(${name})`,
    `            WHEN ''::text THEN ${quoteLiteral(emptySetting(setting))}::text`,
    `            ELSE ${name}`,
    "        END)",
  ].join("\n");
  return `(${column} = ( SELECT ${type === "text" ? chosen : `(${chosen})::${type}`} AS current_setting))`;
}

/** No setting can be called so; the server's error says it. */
function emptySetting(setting: string): string {
  return `${setting} is empty`;
}
