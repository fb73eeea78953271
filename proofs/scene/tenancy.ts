import type { DatabaseModel } from "../../postgres/model/model";
import type { Column, SecuredObject } from "../../postgres/model/objects";
import type { Policy } from "../../postgres/model/row-security";

/** How one table knows its tenants. */
export interface Tenancy {
  /** The column that holds the tenant. */
  readonly column: string;
  /** The column's type as `format_type` prints it. */
  readonly type: string;
  /** The setting that names the session's tenant. */
  readonly setting: string;
}

/** What the user said about tenants. */
export interface TenancyChoice {
  readonly column?: string;
  readonly setting?: string;
  /** Tables of other schemas have no tenants, whatever their columns are called. @default every schema */
  readonly schemas?: readonly string[];
}

/** The names that are assumed where neither the user nor a policy says otherwise. */
export const DEFAULT_TENANCY = { column: "tenant_id", setting: "app.tenant_id" } as const;

/**
 * The column and the setting of every table (partitions too) that has tenants: by the table's own policies first, by
 * the tenant column's name otherwise. A table with the tenant column and no row security at all is the one that
 * matters most, so the name suffices. Keyed like the model's objects. Pure.
 */
export function tenanciesOf(model: DatabaseModel, choice: TenancyChoice = {}): ReadonlyMap<string, Tenancy> {
  const tables = [...model.objects].filter(
    ([, { kind, extension, schema = "" }]) =>
      kind === "table" && extension === undefined && choice.schemas?.includes(schema) !== false,
  );
  const ownSettings = new Map(tables.map(([key, table]) => [key, settingOf(table)]));
  const setting = choice.setting ?? mostCommon([...ownSettings.values()]) ?? DEFAULT_TENANCY.setting;
  const ownColumns = new Map(tables.map(([key, table]) => [key, columnOf(table)]));
  const column = choice.column ?? mostCommon([...ownColumns.values()]) ?? DEFAULT_TENANCY.column;
  const tenancies = new Map<string, Tenancy>();
  for (const [key, table] of tables) {
    const name = choice.column ?? ownColumns.get(key) ?? column;
    const found = table.columns?.find((candidate) => candidate.name === name);
    if (found === undefined) continue;
    tenancies.set(key, {
      column: name,
      type: found.type,
      setting: choice.setting ?? ownSettings.get(key) ?? setting,
    });
  }
  return tenancies;
}

/** `current_setting('app.tenant_id'::text` as PostgreSQL prints it; the literal doubles its quotes. */
const SETTING = /current_setting\('((?:[^']|'')+)'::text/;

/** The setting that the table's policies read, where all of them agree. */
export function settingOf(table: SecuredObject): string | undefined {
  const names = expressions(table).flatMap((text) => {
    const match = SETTING.exec(text);
    return match?.[1] === undefined ? [] : [match[1].replaceAll("''", "'")];
  });
  return mostCommon(names);
}

/** The column that the table's policies compare with a setting. */
export function columnOf(table: SecuredObject): string | undefined {
  const columns = table.columns ?? [];
  const names = expressions(table)
    .filter((text) => SETTING.test(text))
    .flatMap((text) => columns.filter((column) => comparesColumn(text, column)).map(({ name }) => name));
  return mostCommon(names);
}

/** True where the expression has `column =` or `(column)::type =`. */
function comparesColumn(expression: string, { printed }: Column): boolean {
  for (let at = expression.indexOf(printed); at >= 0; at = expression.indexOf(printed, at + 1)) {
    if (/[\w$"]/.test(expression[at - 1] ?? "")) continue;
    const rest = expression.slice(at + printed.length);
    if (/^(\)?::[a-z][\w ]*)?\)? (=|IS NOT DISTINCT FROM) /.test(rest)) return true;
  }
  return false;
}

function expressions(table: SecuredObject): string[] {
  return (table.rowSecurity?.policies ?? []).flatMap(({ using, withCheck }: Policy) =>
    [using, withCheck].filter((text): text is string => text !== null),
  );
}

function mostCommon(names: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}
