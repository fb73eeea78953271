import { quoteIdentifier, quoteLiteral, quoteQualified } from "./quote";
import { SIGNED_FUNCTION, TENANCY_SCHEMA } from "./tenancy-names";
import type { TenantExpression } from "./tenant-expression";

/** Which of a token's values a column is compared with. */
export interface SignedTenantExpression extends TenantExpression {
  /** From 1. */
  readonly place: number;
  /** How many values a token must hold. */
  readonly places: number;
}

/** The signed tenant policy's expression: the value in the token, once the token has been found good. Once a statement. */
export function signedTenantExpression(expression: SignedTenantExpression): string {
  const { column, type, setting, place, places } = expression;
  const token = `pg_catalog.current_setting(${quoteLiteral(setting)}, true)`;
  const value = `${quoteQualified(TENANCY_SCHEMA, SIGNED_FUNCTION)}(${quoteLiteral(setting)}, ${token}, ${place}, ${places})`;
  return `${quoteIdentifier(column)} = (SELECT ${type === "text" ? value : `${value}::${type}`})`;
}

/** The same as `pg_get_expr` prints it, on PostgreSQL 14 to 18. `column` is the name as the server prints it. */
export function storedSignedTenantExpression(expression: SignedTenantExpression): string {
  const { column, type, setting, place, places } = expression;
  const name = `${quoteLiteral(setting)}::text`;
  const value = `${TENANCY_SCHEMA}.${SIGNED_FUNCTION}(${name}, current_setting(${name}, true), ${place}, ${places})`;
  return `(${column} = ( SELECT ${type === "text" ? value : `(${value})::${type}`} AS ${SIGNED_FUNCTION}))`;
}
