import type { Facts } from "./facts/facts";
import type { Finding } from "./finding";
import { judgeRule, type RuleJudgement, type UnknownVerdict } from "./judge-rule";
import type { Rule } from "./rule";
import { scoreOf } from "./score";
import { compareSeverity } from "./severity";
import { applyWaivers, type Waiver, waiverFacts } from "./waivers";

/** What {@link judge} takes beside rules and facts. */
export interface JudgeOptions {
  readonly now: Date;
  /** Options by rule; what is left out keeps its default. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly waivers?: readonly Waiver[];
  /** The database that was looked at, where it was one: waivers for others are then left alone. */
  readonly database?: string;
}

/** What all rules say of one reading. Everything in it is in a fixed order: worst first, then by key. */
export interface Judgement {
  /** Waived ones included, with the waiver. */
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownVerdict[];
  readonly notApplicable: readonly { readonly rule: string; readonly reason: string }[];
  /** Rules that found at least one object to judge, and nothing wrong or undecided. */
  readonly passed: readonly string[];
  /** Rules that broke. */
  readonly failed: readonly string[];
  /** See {@link scoreOf}. */
  readonly score?: number;
}

/**
 * Judges a reading by all rules. Rules about waivers come last, because only then is known which ones were needed.
 */
export function judge(rules: readonly Rule[], facts: Facts, options: JudgeOptions): Judgement {
  const waivers = options.waivers ?? [];
  const [aboutWaivers, others] = partition(rules, (rule) => rule.facts[0] === "waiver");
  const run = (rule: Rule, reading: Facts) =>
    judgeRule(rule, reading, options.now, options.options?.[rule.id]);
  const first = others.map((rule) => run(rule, facts));
  const findings = first.flatMap((judgement) => judgement.findings);
  const reading: Facts = {
    ...facts,
    facts: {
      ...facts.facts,
      waiver: waiverFacts(waivers, {
        now: options.now,
        findings,
        decided: new Set(
          first.filter((judgement) => judgement.unknown.length === 0).map(({ rule }) => rule.id),
        ),
        rules: new Set(others.map((rule) => rule.id)),
        ...(options.database === undefined ? {} : { database: options.database }),
      }),
    },
  };
  const all = [...first, ...aboutWaivers.map((rule) => run(rule, reading))];
  return collect(all, (found) => applyWaivers(found, waivers, options.now));
}

function collect(
  judgements: readonly RuleJudgement[],
  waive: (findings: readonly Finding[]) => Finding[],
): Judgement {
  const byRule = (a: { readonly rule: string }, b: { readonly rule: string }) => compareText(a.rule, b.rule);
  const findings = waive(judgements.flatMap((judgement) => judgement.findings)).sort(
    (a, b) => compareSeverity(a.severity, b.severity) || compareText(a.key, b.key),
  );
  const passed = judgements
    .filter(
      (judgement) =>
        judgement.notApplicable === undefined &&
        judgement.findings.length === 0 &&
        judgement.unknown.length === 0,
    )
    .map(({ rule }) => rule.id)
    .sort(compareText);
  const score = scoreOf(
    judgements.map(({ rule }) => rule),
    { passed, findings },
  );
  return {
    findings,
    unknown: judgements.flatMap((judgement) => judgement.unknown).sort(byRule),
    notApplicable: judgements
      .flatMap(({ rule, notApplicable }) =>
        notApplicable === undefined ? [] : [{ rule: rule.id, reason: notApplicable }],
      )
      .sort(byRule),
    passed,
    failed: judgements.filter((judgement) => judgement.failed).map(({ rule }) => rule.id),
    ...(score === undefined ? {} : { score }),
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** By code points, so that the order does not depend on the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
