import type { Finding } from "./finding";
import type { Rule } from "./rule";
import type { Severity } from "./severity";

/** What a rule of this severity weighs in the score. A critical rule outweighs ten low ones; hints weigh nothing. */
const WEIGHTS: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1, info: 0 };

/**
 * From 0 to 100: of the rules that were decided, how many passed, each weighed by its severity. A rule with any finding
 * that nobody waived counts as not passed, however many findings it has, so that one mistake made in a thousand tables
 * is one mistake. Rules that do not apply, and those that could not be decided, count neither way. `undefined` where
 * nothing was decided.
 */
export function scoreOf(
  rules: readonly Rule[],
  { passed, findings }: { readonly passed: readonly string[]; readonly findings: readonly Finding[] },
): number | undefined {
  const weights = new Map(rules.map(({ id, severity }) => [id, WEIGHTS[severity]]));
  const sum = (ids: Iterable<string>) => [...ids].reduce((total, id) => total + (weights.get(id) ?? 0), 0);
  const open = new Set(findings.filter(({ waived }) => waived === undefined).map(({ rule }) => rule));
  const waived = new Set(findings.map(({ rule }) => rule).filter((id) => !open.has(id)));
  const good = sum(new Set([...passed, ...waived]));
  const all = good + sum(open);
  return all === 0 ? undefined : Math.floor((100 * good) / all);
}
