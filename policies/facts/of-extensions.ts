import { type Facts, factsOf } from "./facts";
import { identityOf } from "./object-ref";
import { hasTenantColumn } from "./tenant";

const known = new WeakMap<Facts, Map<string, Facts>>();

/**
 * The facts as a rule sees them. What an extension brought is left to it, unless it holds tenants' rows: anybody may make
 * his table, and what reads it, a part of his extension.
 */
export function leftToExtensions(facts: Facts, tenantColumn: string): Facts {
  const isPart = ({ extension }: { readonly extension?: string }) => extension !== undefined;
  if (!factsOf(facts, "table").some(isPart) && !factsOf(facts, "view").some(isPart)) return facts;
  const ofReading = known.get(facts) ?? new Map<string, Facts>();
  known.set(facts, ofReading);
  const found = ofReading.get(tenantColumn) ?? seenBy(facts, tenantColumn);
  ofReading.set(tenantColumn, found);
  return found;
}

function seenBy(facts: Facts, tenantColumn: string): Facts {
  const table = factsOf(facts, "table").filter(
    (one) => one.extension === undefined || hasTenantColumn(one, tenantColumn),
  );
  const views = factsOf(facts, "view");
  const seen = new Set([
    ...table.map(({ object }) => identityOf(object)),
    ...views.flatMap(({ object, extension }) => (extension === undefined ? [identityOf(object)] : [])),
  ]);
  // Through views, in whatever order they come.
  for (let before = -1; before !== seen.size; ) {
    before = seen.size;
    for (const { object, reads } of views)
      if (reads?.some((identity) => seen.has(identity)) === true) seen.add(identityOf(object));
  }
  const view = views.filter(({ object }) => seen.has(identityOf(object)));
  return { ...facts, facts: { ...facts.facts, table, view } };
}
