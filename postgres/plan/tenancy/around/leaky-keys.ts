import type { SecuredObject } from "../../../model/objects";
import type { KeyConstraint, TableIndex } from "../../../model/surroundings";
import type { TenantTable } from "../tables";
import type { Scope } from "./scope";

/** A unique key without all of the table's tenant columns: its violation tells a tenant what others have. */
export interface LeakyUnique {
  readonly key: string;
  readonly table: SecuredObject;
  readonly name: string;
  readonly kind: "PRIMARY KEY" | "UNIQUE" | "UNIQUE INDEX";
  /** Its columns; `undefined` where it is of expressions, of some rows only, or an exclusion constraint. */
  readonly columns: readonly string[] | undefined;
  /** The tenant columns before its own. */
  readonly composite: readonly string[];
}

/** A foreign key between tenant tables that may tie a tenant's row to another tenant's. */
export interface LeakyForeign {
  readonly key: string;
  readonly constraint: KeyConstraint;
  readonly table: SecuredObject;
  readonly target: SecuredObject;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** The keys of tenant tables that look past row security, in the order of their names. */
export function leakyKeys({ surroundings, selection }: Pick<Scope, "surroundings" | "selection">): {
  readonly unique: readonly LeakyUnique[];
  readonly foreign: readonly LeakyForeign[];
} {
  const tables = new Map(selection.tenant.map((one) => [one.key, one]));
  const unique = [
    ...surroundings.constraints.flatMap((one) => uniqueConstraint(tables.get(one.table), one)),
    ...surroundings.indexes.flatMap((one) => uniqueIndex(tables.get(one.table), one)),
  ];
  const foreign = surroundings.constraints.flatMap((one) =>
    foreignKey(tables.get(one.table), tables.get(one.target?.table ?? ""), one),
  );
  return { unique, foreign };
}

function names({ columns }: TenantTable): string[] {
  return columns.map(({ name }) => name);
}

function uniqueConstraint(table: TenantTable | undefined, constraint: KeyConstraint): LeakyUnique[] {
  const { name, kind, columns } = constraint;
  if (table === undefined || kind === "foreign key") return [];
  const tenant = names(table);
  if (tenant.every((column) => columns.includes(column))) return [];
  return [
    {
      key: table.key,
      table: table.table,
      name,
      kind: kind === "primary key" ? "PRIMARY KEY" : "UNIQUE",
      columns: kind === "exclusion" ? undefined : columns,
      composite: [...new Set([...tenant, ...columns])],
    },
  ];
}

function uniqueIndex(table: TenantTable | undefined, index: TableIndex): LeakyUnique[] {
  if (table === undefined || !index.unique || index.ofConstraint || index.parent !== undefined) return [];
  const tenant = names(table);
  if (tenant.every((column) => index.columns.includes(column))) return [];
  const plain = index.columns.filter((column) => column !== null);
  const whole = plain.length === index.columns.length && !index.partial;
  return [
    {
      key: table.key,
      table: table.table,
      name: index.name,
      kind: "UNIQUE INDEX",
      columns: whole ? plain : undefined,
      composite: [...new Set([...tenant, ...plain])],
    },
  ];
}

/** Only tables of the same tenants can be tied by the tenant: what is shared is every tenant's to refer to. */
function foreignKey(
  table: TenantTable | undefined,
  target: TenantTable | undefined,
  constraint: KeyConstraint,
): LeakyForeign[] {
  const { columns } = constraint;
  if (table === undefined || target === undefined || constraint.target === undefined) return [];
  const targetColumns = constraint.target.columns;
  const common = names(table).filter((column) => names(target).includes(column));
  const tied = (column: string) => columns.some((one, at) => one === column && targetColumns[at] === column);
  const missing = common.filter((column) => !tied(column));
  if (missing.length === 0) return [];
  return [
    {
      key: table.key,
      constraint,
      table: table.table,
      target: target.table,
      columns: [...missing, ...columns],
      targetColumns: [...missing, ...targetColumns],
    },
  ];
}
