import type { AttackContext } from "../../context";
import type { TenantTable } from "../../scene/scene";
import type { Seed } from "../../seed/seeds";

/** One's own row with a unique key that another tenant's row already has. */
export interface ClashingRow {
  readonly key: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

/**
 * For every unique key without the tenant column: a row of one's own that clashes with the other tenant's. A key that
 * holds the tenant column can never clash with another tenant.
 */
export function clashingRows(
  context: AttackContext,
  { object, column }: TenantTable,
  { own, other }: Seed,
): ClashingRow[] | { readonly missing: string } {
  const keys = (context.shape(object)?.uniqueKeys ?? []).filter((key) => !key.includes(column));
  if (keys.length === 0) return [];
  const { made } = own;
  const victim = other.made;
  if (made === undefined || victim === undefined) return { missing: "existing rows are not copied" };
  return keys.flatMap((key) => {
    const values = new Map(made.written);
    for (const name of key) {
      const taken = victim.stored.get(name);
      // NULL clashes with nothing.
      if (taken === undefined || taken === null) return [];
      values.set(name, taken);
    }
    return [{ key, values }];
  });
}
