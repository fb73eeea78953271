import { quoteIdentifier, quoteLiteral, quoteQualified } from "./quote";
import { ROLE_TENANTS, TENANCY_SCHEMA } from "./tenancy-names";

/** What the policy of the form `role` compares: a column and its type. */
export interface RoleTenantExpression {
  readonly column: string;
  readonly type: string;
  /** The name of the key in the table of roles. */
  readonly key: string;
}

/**
 * The tenant policy's expression where the role is the tenant. It reads the table of roles with the rights of whoever
 * asks, once a statement.
 */
export function roleTenantExpression({ column, type, key }: RoleTenantExpression): string {
  const value = type === "text" ? "m.value" : `m.value::${type}`;
  return `${quoteIdentifier(column)} = (SELECT ${value} FROM ${quoteQualified(TENANCY_SCHEMA, ROLE_TENANTS)} m WHERE m.role_name = current_user AND m.key = ${quoteLiteral(key)})`;
}

/** The same as `pg_get_expr` prints it, on PostgreSQL 14 to 18. `column` is the name as the server prints it. */
export function storedRoleTenantExpression({ column, type, key }: RoleTenantExpression): string {
  const value = type === "text" ? "m.value" : `(m.value)::${type} AS value`;
  const lines = [
    `( SELECT ${value}`,
    `   FROM ${TENANCY_SCHEMA}.${ROLE_TENANTS} m`,
    `  WHERE ((m.role_name = CURRENT_USER) AND (m.key = ${quoteLiteral(key)}::text)))`,
  ];
  return `(${column} = ${lines.join("\n")})`;
}
