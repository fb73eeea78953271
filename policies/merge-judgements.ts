import type { Judgement } from "./judge";
import type { UnknownVerdict } from "./judge-rule";
import type { Rule } from "./rule";
import { scoreOf } from "./score";
import { compareSeverity } from "./severity";

/**
 * Judgements of several databases of one server as one. What is found of the server itself is in each of them and told
 * once; a rule passed where it passed in some database and is neither found nor undecided in another.
 */
export function mergeJudgements(rules: readonly Rule[], judgements: readonly Judgement[]): Judgement {
  const findings = [
    ...new Map(judgements.flatMap((one) => one.findings).map((finding) => [finding.key, finding])).values(),
  ].sort((a, b) => compareSeverity(a.severity, b.severity) || compareText(a.key, b.key));
  const unknown = [
    ...new Map(judgements.flatMap((one) => one.unknown).map((entry) => [identity(entry), entry])).values(),
  ].sort((a, b) => compareText(a.rule, b.rule));
  const said = new Set([...findings, ...unknown].map(({ rule }) => rule));
  const passed = [...new Set(judgements.flatMap((one) => one.passed))]
    .filter((rule) => !said.has(rule))
    .sort(compareText);
  const spoken = new Set([...said, ...passed]);
  const notApplicable = [
    ...new Map(judgements.flatMap((one) => one.notApplicable).map((entry) => [entry.rule, entry])).values(),
  ]
    .filter(({ rule }) => !spoken.has(rule))
    .sort((a, b) => compareText(a.rule, b.rule));
  const score = scoreOf(rules, { passed, findings });
  return {
    findings,
    unknown,
    notApplicable,
    passed,
    failed: [...new Set(judgements.flatMap((one) => one.failed))],
    ...(score === undefined ? {} : { score }),
  };
}

function identity({ rule, object, reason }: UnknownVerdict): string {
  return JSON.stringify([rule, object, reason]);
}

/** By code points, so that the order does not depend on the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
