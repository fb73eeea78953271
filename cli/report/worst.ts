import { isAtLeast, type Report, type Rule, SEVERITIES, type Severity, type Topic } from "../../policies";

/** The rules by which a report was made, by id: their texts stand beside the findings. */
export type RuleBook = ReadonlyMap<string, Rule>;

/** The rules by id. */
export function ruleBook(rules: readonly Rule[]): RuleBook {
  return new Map(rules.map((rule) => [rule.id, rule]));
}

/** One finding of a report. */
export type ReportFinding = Report["findings"][number];

/** One of the first things to mend. */
export interface Worst {
  readonly rule: Rule | undefined;
  readonly finding: ReportFinding;
  /** How many more findings of the same rule there are. */
  readonly more: number;
}

/** How many are put in front. */
const FIRST = 5;

/** Of findings that are equally bad, what lets somebody in goes before what somebody may do who is in. */
const WAYS_IN: readonly Topic[] = ["authentication", "network", "tls", "roles"];

/** The worst findings, one a rule: the same mistake in a thousand tables is mended once. */
export function worstOf(report: Report, rules: RuleBook): Worst[] {
  const byRule = new Map<string, ReportFinding[]>();
  const rank = ({ severity, rule }: ReportFinding) => {
    const topic = rules.get(rule)?.topic;
    const way = topic === undefined ? -1 : WAYS_IN.indexOf(topic);
    return SEVERITIES.indexOf(severity) * (WAYS_IN.length + 1) + (way < 0 ? WAYS_IN.length : way);
  };
  for (const finding of [...openFindings(report)].sort((a, b) => rank(a) - rank(b)))
    byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  return [...byRule.values()]
    .slice(0, FIRST)
    .flatMap(([finding, ...others]) =>
      finding === undefined ? [] : [{ rule: rules.get(finding.rule), finding, more: others.length }],
    );
}

/** The findings that nobody waived, worst first. */
export function openFindings(report: Report): readonly ReportFinding[] {
  return report.findings.filter(({ waived }) => waived === undefined);
}

/** What is not decided for want of something, and the rules that broke: a defect is no lack, and no GRANT cures it. */
export function undecided(report: Report): {
  readonly lacking: Report["unknown"];
  readonly broken: Report["unknown"];
} {
  return {
    lacking: report.unknown.filter(({ failed }) => failed !== true),
    broken: report.unknown.filter(({ failed }) => failed === true),
  };
}

/** The entries reason by reason, each with the rules it holds for: fifteen that lack one GRANT are told of it once. */
export function byReason(entries: Report["unknown"]): { readonly rules: string; readonly reason: string }[] {
  const found = new Map<string, string[]>();
  for (const { rule, reason } of entries) {
    const rules = found.get(reason) ?? [];
    if (!rules.includes(rule)) found.set(reason, [...rules, rule]);
  }
  return [...found].map(([reason, rules]) => ({ rules: rules.join(", "), reason }));
}

/** True where the fix is SQL to run. Where there is none for the object, the rule's own text says what to do. */
export function isStatement({ fix }: ReportFinding, rule: Rule | undefined): boolean {
  return fix !== rule?.fix && /;(\s|$)/u.test(fix);
}

/** What stands in a report of the code that a rule shows: the program, the rule that has shown it before, or why there is none. */
export type Shown =
  | { readonly program: string }
  | { readonly asFor: string }
  | { readonly none: string }
  | undefined;

/** Tells of each program, and of each reason why there is none, once: many rules share them. */
export class ProgramsShown {
  readonly #first = new Map<string, string>();

  of(rule: Rule | undefined): Shown {
    const said = rule?.palisade ?? rule?.withoutPalisade;
    if (rule === undefined || said === undefined) return undefined;
    const first = this.#first.get(said);
    if (first !== undefined) return first === rule.id ? undefined : { asFor: first };
    this.#first.set(said, rule.id);
    return rule.palisade === undefined ? { none: said } : { program: said };
  }
}

/** The findings rule by rule, in their order. */
export function findingsByRule(findings: readonly ReportFinding[]): Map<string, readonly ReportFinding[]> {
  const found = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const list = found.get(finding.rule);
    if (list === undefined) found.set(finding.rule, [finding]);
    else list.push(finding);
  }
  return found;
}

/** `database shop on db:5432, PostgreSQL 18.6`. */
export function targetText({ target }: Report): string {
  if (target.kind === "declaration") return "what is declared";
  if (target.kind === "migrations")
    return `migrations, ${target.files ?? 0} ${target.files === 1 ? "file" : "files"}`;
  const what =
    target.databases === undefined
      ? `database ${target.database ?? "?"}`
      : `${target.databases.length} databases (${target.databases.join(", ")})`;
  return `${what} on ${target.host ?? "?"}:${target.port ?? "?"}, PostgreSQL ${target.serverVersion ?? "?"}`;
}

/** `Score 87 of 100.`, `Since the baseline: 3 known findings left out, 1 gone.` */
export function standing({ score, baseline }: Report): string[] {
  return [
    ...(score === undefined ? [] : [`Score ${score} of 100.`]),
    ...(baseline === undefined
      ? []
      : [
          `Since the baseline: ${baseline.known} known ${baseline.known === 1 ? "finding" : "findings"} left out, ${baseline.gone} gone.`,
        ]),
  ];
}

/** `db/migrations/2_orders.sql:12:1`, where a finding has a place in a file. */
export function placeOf({ object }: Pick<ReportFinding, "object">): string | undefined {
  const { source } = object;
  return source === undefined ? undefined : `${source.file}:${source.line}:${source.column}`;
}

/** True where a finding that nobody waived is at or above the bar. */
export function isBad(report: Report, bar: Severity | "none"): boolean {
  return bar !== "none" && openFindings(report).some(({ severity }) => isAtLeast(severity, bar));
}
