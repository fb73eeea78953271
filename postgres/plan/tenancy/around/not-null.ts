import type { TenantTable } from "../tables";
import type { Scope } from "./scope";

/**
 * Refuses tenant columns that may be NULL: a row without a tenant is invisible to every tenant, and a key with NULL in
 * it binds nothing. PostgreSQL gives every partition its parent's NOT NULL, so that the parent alone is named.
 */
export function judgeNotNull({ intent, selection, part }: Scope): void {
  for (const { table, column } of nullableColumns(selection.tenant)) {
    const index = intent.keys.findIndex((key) => key.column === column);
    part.problem(
      intent.keys.length === 1 ? "column" : `keys[${index}].column`,
      `${table.key} has ${column} that may be NULL, and a row without a tenant is invisible to every tenant: set NOT NULL, by the statements that palisade migration prints, which take no long lock`,
    );
  }
}

/** The tenant columns that may be NULL, without those that a parent's NOT NULL covers. */
export function nullableColumns(
  tables: readonly TenantTable[],
): { readonly table: TenantTable; readonly column: string }[] {
  const nullable = new Set<string>();
  for (const { key, columns } of tables)
    for (const { name, notNull } of columns) if (!notNull) nullable.add(`${key}\0${name}`);
  if (nullable.size === 0) return [];
  return tables.flatMap((table) =>
    table.columns
      .filter(({ name }) => nullable.has(`${table.key}\0${name}`))
      .filter(({ name }) => !(table.table.parents ?? []).some((parent) => nullable.has(`${parent}\0${name}`)))
      .map(({ name }) => ({ table, column: name })),
  );
}
