import type { Column, SecuredObject } from "../../postgres/model/objects";
import type { Policy } from "../../postgres/model/row-security";
import { ROLE_TENANTS, SIGNED_FUNCTION, TENANCY_SCHEMA } from "../../postgres/sql/tenancy-names";

/** Where a policy takes the session's tenant from. */
export type TenantSource =
  /** A setting that holds the tenant itself: the forms `plain` and `strict`, and policies of anybody's own. */
  | { readonly form: "setting"; readonly setting: string }
  /** A setting that holds a signed token with `places` values, of which the column is compared with one. */
  | {
      readonly form: "signed";
      readonly setting: string;
      readonly place: number;
      readonly places: number;
    }
  /** A table that says which role is which tenant. `key` is the column's name in it. */
  | { readonly form: "role"; readonly key: string };

/** One column that tells tenants apart, and where the session's value comes from. */
export interface TenantKey {
  readonly column: string;
  /** The column's type as `format_type` prints it. */
  readonly type: string;
  readonly source: TenantSource;
}

/** The setting of a source, where it has one. */
export function settingOfSource(source: TenantSource): string | undefined {
  return source.form === "role" ? undefined : source.setting;
}

const TEXT = "'((?:[^']|'')+)'::text";

/** Sources as PostgreSQL prints them; the literal doubles its quotes. The first to occur behind a column is its own. */
const SOURCE = new RegExp(
  [
    `${TENANCY_SCHEMA}\\.${SIGNED_FUNCTION}\\(${TEXT}, current_setting\\('(?:[^']|'')+'::text, true\\), (\\d+), (\\d+)\\)`,
    `${TENANCY_SCHEMA}\\.${ROLE_TENANTS} m\\s+WHERE \\(\\(m\\.role_name = CURRENT_USER\\) AND \\(m\\.key = ${TEXT}`,
    `current_setting\\(${TEXT}`,
  ].join("|"),
);

/** The first source that an expression reads, and where it begins. */
export function sourceIn(
  expression: string,
): { readonly source: TenantSource; readonly at: number } | undefined {
  const match = SOURCE.exec(expression);
  if (match === null) return undefined;
  const [, token, place, places, key, setting] = match;
  const plain = (text: string) => text.replaceAll("''", "'");
  const source: TenantSource =
    token !== undefined
      ? { form: "signed", setting: plain(token), place: Number(place), places: Number(places) }
      : key !== undefined
        ? { form: "role", key: plain(key) }
        : { form: "setting", setting: plain(setting ?? "") };
  return { source, at: match.index };
}

/**
 * The columns that an expression compares with a source, in its order. Another condition between the two makes them
 * strangers: in `status = 'open' AND tenant = current_setting(…)` only the second is a key.
 */
export function keysIn(expression: string, columns: readonly Column[]): TenantKey[] {
  const found = columns.flatMap((column) => {
    for (const end of comparisonsOf(expression, column)) {
      const rest = expression.slice(end);
      const read = sourceIn(rest);
      if (read !== undefined && !/ (AND|OR) /.test(rest.slice(0, read.at)))
        return [{ end, key: { column: column.name, type: column.type, source: read.source } }];
    }
    return [];
  });
  return found.sort((a, b) => a.end - b.end).map(({ key }) => key);
}

/** The ends of every `column =` and `(column)::type =`. */
function* comparisonsOf(expression: string, { printed }: Column): Iterable<number> {
  for (let at = expression.indexOf(printed); at >= 0; at = expression.indexOf(printed, at + 1)) {
    if (/[\w$".]/.test(expression[at - 1] ?? "")) continue;
    const end = at + printed.length;
    const operator = /^(\)?::[a-z][\w ]*)?\)? (=|IS NOT DISTINCT FROM) /.exec(expression.slice(end));
    if (operator !== null) yield end + operator[0].length;
  }
}

/** Every expression of a table's policies. */
export function expressionsOf(table: SecuredObject): string[] {
  return (table.rowSecurity?.policies ?? []).flatMap(({ using, withCheck }: Policy) =>
    [using, withCheck].filter((text): text is string => text !== null),
  );
}
