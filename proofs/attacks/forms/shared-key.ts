import type { AttackContext } from "../../context";
import { type Observation, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { type Seed, whyMissing } from "../../seed/seeds";
import type { TenantName } from "../../seed/tenant-sessions";

/**
 * Sessions that share all keys but one with the other tenant: each in turn serves the other tenant's organisation, say,
 * and a workspace of its own. The other tenant's row is as foreign to them as any.
 */
function neighboursOf({ own, other }: Seed): TenantName[] {
  return own.values.flatMap((value, index) =>
    value === other.values[index]
      ? []
      : [{ side: "other" as const, values: other.values.map((each, at) => (at === index ? value : each)) }],
  );
}

/** The seed and the sessions to attack it from, or why there are none. */
export function neighboursOn(
  context: AttackContext,
  table: TenantTable,
): { readonly seed: Seed; readonly neighbours: readonly TenantName[] } | Observation {
  const seed = context.seed(table);
  if ("missing" in seed) return unable(whyMissing(seed));
  const neighbours = neighboursOf(seed);
  return neighbours.length < table.keys.length
    ? unable(whyMissing({ missing: "no two rows that were there differ in every key" }))
    : { seed, neighbours };
}
