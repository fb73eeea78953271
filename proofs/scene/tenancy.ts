import type { DatabaseModel } from "../../postgres/model/model";
import type { Column, SecuredObject } from "../../postgres/model/objects";
import type { Exception } from "../../postgres/plan/tenancy/intent";
import {
  expressionsOf,
  keysIn,
  settingOfSource,
  sourceIn,
  type TenantKey,
  type TenantSource,
} from "./tenant-keys";

/** How one table knows its tenants. */
export interface Tenancy {
  /** The column that holds the tenant: the first of the keys. */
  readonly column: string;
  /** The column's type as `format_type` prints it. */
  readonly type: string;
  /** Every column that tells tenants apart, and where the session's value for it comes from. One at least. */
  readonly keys: readonly TenantKey[];
}

/** Tables that are left out, by name or by pattern, and why. */
export type TableException = Pick<Exception, "schema" | "name" | "pattern" | "reason">;

/** What the user said about tenants. */
export interface TenancyChoice {
  readonly column?: string;
  readonly setting?: string;
  /** Tables of other schemas have no tenants, whatever their columns are called. @default every schema */
  readonly schemas?: readonly string[];
  /** Tables that have the column and no tenants, each with the reason; partitions and children go with their parent. */
  readonly except?: readonly TableException[];
}

/** The names that are assumed where neither the user nor a policy says otherwise. */
export const DEFAULT_TENANCY = { column: "tenant_id", setting: "app.tenant_id" } as const;

/** The form of a table's keys: all of one declaration have the same. */
export function formOf({ keys }: Tenancy): TenantSource["form"] {
  return keys[0]?.source.form ?? "setting";
}

/** The settings that name the session's tenant on a table; none where its role does. */
export function settingsOf({ keys }: Tenancy): readonly string[] {
  return [...new Set(keys.flatMap(({ source }) => settingOfSource(source) ?? []))];
}

/**
 * The columns of every table (partitions too) that has tenants, and where their values come from: by the table's own
 * policies first, by the tenant column's name otherwise. A table with the tenant column and no row security at all is
 * the one that matters most, so the name suffices. Keyed like the model's objects. Pure.
 */
export function tenanciesOf(model: DatabaseModel, choice: TenancyChoice = {}): ReadonlyMap<string, Tenancy> {
  const { tables, own, usual } = saidBy(model, choice);
  const tenancies = new Map<string, Tenancy>();
  for (const [key, { columns = [], ...table }] of tables) {
    const keys = keysOf({ own: own.get(key) ?? [], columns, source: sourceOf(table), usual, choice });
    const [first] = keys;
    if (first !== undefined) tenancies.set(key, { column: first.column, type: first.type, keys });
  }
  return tenancies;
}

/** The columns by which a relation is known to hold tenants' rows where it can have no policy that says so. Pure. */
export function tenantColumns(model: DatabaseModel, choice: TenancyChoice = {}): readonly string[] {
  return saidBy(model, choice).usual.map(({ column }) => column);
}

/** The tables that may have tenants, the keys that each one's own policies compare, and what most of them say. */
function saidBy(model: DatabaseModel, choice: TenancyChoice) {
  const tables = [...model.objects].filter(
    ([, { kind, schema = "" }]) => kind === "table" && choice.schemas?.includes(schema) !== false,
  );
  const own = new Map(tables.map(([key, table]) => [key, declaredKeys(table)]));
  return { tables, own, usual: usualKeys([...own.values()], choice) };
}

interface Known {
  /** What the table's policies compare. */
  readonly own: readonly TenantKey[];
  readonly columns: readonly Column[];
  /** What the table's policies read, whatever they compare it with. */
  readonly source: TenantSource | undefined;
  /** What the other tables say. */
  readonly usual: readonly [Pick<TenantKey, "column" | "source">, ...Pick<TenantKey, "column" | "source">[]];
  readonly choice: TenancyChoice;
}

/** The user's word counts more than a policy's, and that more than the other tables'. */
function keysOf({ own, columns, source, usual, choice }: Known): readonly TenantKey[] {
  const agrees =
    own.length > 0 &&
    (choice.column === undefined || own.some(({ column }) => column === choice.column)) &&
    (choice.setting === undefined ||
      own.some(({ source: { form } }) => form === "role") ||
      own.some((key) => settingOfSource(key.source) === choice.setting));
  if (agrees)
    return [...own].sort((a, b) => Number(b.column === choice.column) - Number(a.column === choice.column));
  const said =
    choice.setting === undefined ? undefined : ({ form: "setting", setting: choice.setting } as const);
  const [first, ...others] = usual;
  const main = choice.column ?? own[0]?.column ?? first.column;
  const found = columns.find(({ name }) => name === main);
  if (found === undefined) return [];
  const key = { column: main, type: found.type, source: said ?? own[0]?.source ?? source ?? first.source };
  // A table that says nothing of its own is taken for one of the others' kind, as far as it has their columns.
  const rest = own.length > 0 || source !== undefined || main !== first.column ? [] : others;
  return [
    key,
    ...rest.flatMap((other) => {
      const column = columns.find(({ name }) => name === other.column);
      return column === undefined ? [] : [{ ...other, type: column.type }];
    }),
  ];
}

/** What most tables say, and what is assumed where none does. */
function usualKeys(all: readonly (readonly TenantKey[])[], choice: TenancyChoice): Known["usual"] {
  const agreeing = all.filter((keys) => choice.column === undefined || keys[0]?.column === choice.column);
  const firsts = agreeing.flatMap((keys) => keys[0] ?? []);
  const column =
    choice.column ?? mostCommon(firsts.map(({ column: name }) => name)) ?? DEFAULT_TENANCY.column;
  const sources = all.flatMap((keys) => (keys[0] === undefined ? [] : JSON.stringify(keys[0].source)));
  const common = mostCommon(sources);
  const source: TenantSource =
    choice.setting !== undefined && (common === undefined || !common.includes(JSON.stringify(choice.setting)))
      ? { form: "setting", setting: choice.setting }
      : common === undefined
        ? { form: "setting", setting: DEFAULT_TENANCY.setting }
        : (JSON.parse(common) as TenantSource);
  const widest = agreeing
    .filter(([first]) => first?.column === column && JSON.stringify(first.source) === JSON.stringify(source))
    .sort((a, b) => b.length - a.length)[0];
  return [{ column, source }, ...(widest ?? []).slice(1)];
}

/**
 * The keys that a table's policies compare. The main one is what most expressions say; the others stand beside it in
 * one expression. Where an expression has alternatives (OR), what else it compares is no key.
 */
function declaredKeys(table: SecuredObject): readonly TenantKey[] {
  const { columns = [] } = table;
  const expressions = expressionsOf(table).map((text) => {
    const keys = keysIn(text, columns);
    return / OR /.test(text) ? keys.slice(0, 1) : keys;
  });
  const main = mostCommon(expressions.flatMap((keys) => keys.map(({ column }) => column)));
  const widest = expressions
    .filter((keys) => keys.some(({ column }) => column === main))
    .sort((a, b) => b.length - a.length)[0];
  return widest ?? [];
}

/** What the table's policies read, whatever they compare it with. */
function sourceOf(table: SecuredObject): TenantSource | undefined {
  const found = expressionsOf(table).flatMap((text) => {
    const read = sourceIn(text);
    return read === undefined ? [] : [JSON.stringify(read.source)];
  });
  const common = mostCommon(found);
  return common === undefined ? undefined : (JSON.parse(common) as TenantSource);
}

function mostCommon(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}
