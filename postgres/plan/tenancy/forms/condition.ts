import type { Column } from "../../../model/objects";
import { storedTenantExpression, tenantExpression } from "../../../sql/tenant-expression";
import { roleTenantExpression, storedRoleTenantExpression } from "../../../sql/tenant-expression-role";
import { signedTenantExpression, storedSignedTenantExpression } from "../../../sql/tenant-expression-signed";
import { storedStrictTenantExpression, strictTenantExpression } from "../../../sql/tenant-expression-strict";
import type { RowSecurityIntent, TenantKey } from "../intent";

/** A condition as it is sent, and as the server stores it. */
export interface Condition {
  readonly sql: string;
  readonly stored: string;
}

/** What a row of a table with these columns must be to belong to the session's tenant. */
export function tenantCondition(
  { keys, form }: Pick<RowSecurityIntent, "keys" | "form">,
  columns: readonly Column[],
): Condition {
  const conditions = keys.flatMap((key, index) => {
    const column = columns.find(({ name }) => name === key.column);
    return column === undefined ? [] : [conditionOf(form, key, column.printed, index + 1, keys.length)];
  });
  const [first, ...others] = conditions;
  if (first === undefined) throw new RangeError("a tenant table has a tenant column");
  if (others.length === 0) return first;
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(" AND "),
    stored: `(${conditions.map(({ stored }) => stored).join(" AND ")})`,
  };
}

function conditionOf(
  form: RowSecurityIntent["form"],
  key: TenantKey,
  printed: string,
  place: number,
  places: number,
): Condition {
  switch (form) {
    case "plain":
      return { sql: tenantExpression(key), stored: storedTenantExpression({ ...key, column: printed }) };
    case "strict":
      return {
        sql: strictTenantExpression(key),
        stored: storedStrictTenantExpression({ ...key, column: printed }),
      };
    case "signed":
      return {
        sql: signedTenantExpression({ ...key, place, places }),
        stored: storedSignedTenantExpression({ ...key, column: printed, place, places }),
      };
    case "role":
      return {
        sql: roleTenantExpression({ ...key, key: key.column }),
        stored: storedRoleTenantExpression({ ...key, column: printed, key: key.column }),
      };
    default:
      return form satisfies never;
  }
}
