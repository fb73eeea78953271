import type { Attempt } from "../../arena";
import type { AttackContext } from "../../context";
import type { TenantTable } from "../../scene/scene";
import type { Seed } from "../../seed/seeds";
import { withoutRows } from "./statements";

/** One's own row with a unique key that another tenant's row already has. */
export interface ClashingRow {
  readonly key: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** What must be prepared so that it clashes with nothing else: with one's own made-up row, say, by another key. */
  readonly room: Pick<Attempt, "prepare" | "prepareAs">;
}

/**
 * For every unique key without the tenant column: a row of one's own that clashes with the other tenant's. A key that
 * holds the tenant column can never clash with another tenant.
 */
export function clashingRows(
  context: AttackContext,
  table: TenantTable,
  seed: Seed,
): ClashingRow[] | { readonly missing: string } {
  return clashing(context, table, seed, (key) => !key.includes(table.column));
}

/** Those of {@link clashingRows} whose key an attacker may guess: a key of uuids alone tells nobody anything. */
export function guessableRows(
  context: AttackContext,
  table: TenantTable,
  seed: Seed,
): ClashingRow[] | { readonly missing: string } {
  const columns = context.shape(table.object)?.columns;
  const isGuessable = (key: readonly string[]) => key.some((name) => columns?.get(name)?.base !== "uuid");
  return clashing(context, table, seed, (key) => !key.includes(table.column) && isGuessable(key));
}

/** For every unique key: a row that clashes with the other tenant's, in that tenant's name where the key holds it. */
export function rowsInTheWay(
  context: AttackContext,
  table: TenantTable,
  seed: Seed,
): ClashingRow[] | { readonly missing: string } {
  return clashing(context, table, seed, () => true);
}

function clashing(
  context: AttackContext,
  table: TenantTable,
  { own, other }: Seed,
  wanted: (key: readonly string[]) => boolean,
): ClashingRow[] | { readonly missing: string } {
  const all = context.shape(table.object)?.uniqueKeys ?? [];
  const keys = all.filter(wanted);
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
    // A key whose values were all given for the own row, and are given again, clashes with that row.
    const copied = all.some((each) => each.every((name) => made.written.has(name) && !key.includes(name)));
    return [{ key, values, room: copied ? withoutRows(context, [table], ["own"]) : {} }];
  });
}
