import type { DatabaseModel } from "../../model/model";
import type { Column, SecuredObject } from "../../model/objects";
import type { RowSecurityIntent } from "./intent";
import type { PartBuilder } from "./part";

/** A table that row security binds to the tenant. */
export interface TenantTable {
  readonly key: string;
  readonly table: SecuredObject;
  /** The columns of the declared keys, in their order. */
  readonly columns: readonly Column[];
}

/** The tables that the declaration means, as the live database has them. Problems go to the part. */
export function tenantTables(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  part: PartBuilder,
): readonly TenantTable[] {
  const found: TenantTable[] = [];
  for (const [key, table] of model.objects) {
    if (table.kind !== "table" || table.extension !== undefined) continue;
    if (!intent.schemas.includes(table.schema ?? "")) continue;
    const columns = intent.keys.flatMap(({ column, type }) => {
      const live = table.columns?.find(({ name }) => name === column);
      if (live === undefined) return [];
      if (live.type === type) return [live];
      part.problem(
        "columnType",
        `${key} has ${column} of type ${live.type}, and ${type} is declared: change one of them`,
      );
      return [];
    });
    if (columns.length === intent.keys.length) found.push({ key, table, columns });
  }
  return found;
}
