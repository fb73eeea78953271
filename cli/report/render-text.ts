import { type Report, SEVERITIES, type Severity } from "../../policies";
import { inert } from "../../postgres/inert";
import {
  byReason,
  findingsByRule,
  openFindings,
  ProgramsShown,
  placeOf,
  type ReportFinding,
  type RuleBook,
  type Shown,
  standing,
  targetText,
  undecided,
  worstOf,
} from "./worst";

/** How many findings of one rule are spelled out; JSON has them all. */
const SHOWN = 20;

/** The report for a person: what to mend first and why, then everything, rule by rule: why, what to write with Palisade, and each object with what mends it. */
export function renderText(report: Report, rules: RuleBook): string {
  const open = openFindings(report);
  const programs = new ProgramsShown();
  const waived = report.findings.filter((finding) => finding.waived !== undefined);
  const blocks = [
    heading(report),
    ...firstBlock(report, rules, programs),
    ...SEVERITIES.flatMap((severity) => severityBlock(severity, open, rules, programs)),
    ...waivedBlock(waived),
    ...unknownBlocks(report),
    summary(report),
  ];
  return `${blocks.map((lines) => lines.map(inert).join("\n")).join("\n\n")}\n`;
}

function heading(report: Report): string[] {
  return [`palisade ${report.tool.version}: ${targetText(report)}`];
}

function firstBlock(report: Report, rules: RuleBook, programs: ProgramsShown): string[][] {
  const worst = worstOf(report, rules);
  if (worst.length === 0) return [];
  return [
    [
      "MEND FIRST",
      ...worst.flatMap(({ rule, finding, more }, at) => [
        "",
        `  ${at + 1}. ${finding.message} [${finding.rule}, ${finding.severity}]`,
        ...placed("     at:   ", finding),
        ...(rule === undefined ? [] : [`     why:  ${rule.why}`]),
        ...indented("     fix:  ", finding.fix),
        ...code("     code: ", programs.of(rule)),
        ...(more === 0 ? [] : [`     and ${more} more of the same rule`]),
      ]),
    ],
  ];
}

function placed(label: string, finding: ReportFinding): string[] {
  const place = placeOf(finding);
  return place === undefined ? [] : [`${label}${place}`];
}

/** Lines of SQL or of a program under one another. */
function indented(label: string, text: string): string[] {
  return text.split("\n").map((line, at) => `${at === 0 ? label : " ".repeat(label.length)}${line}`);
}

/** What to write with Palisade, or in plain words that there is nothing to write. */
function code(label: string, shown: Shown): string[] {
  if (shown === undefined) return [];
  if ("program" in shown) return indented(label, shown.program);
  return [`${label}${"asFor" in shown ? `as for ${shown.asFor} above` : shown.none}`];
}

function severityBlock(
  severity: Severity,
  open: readonly ReportFinding[],
  rules: RuleBook,
  programs: ProgramsShown,
): string[][] {
  const findings = open.filter((finding) => finding.severity === severity);
  if (findings.length === 0) return [];
  return [
    [
      `${severity.toUpperCase()} (${findings.length})`,
      ...[...findingsByRule(findings)].flatMap(([rule, found]) => ruleLines(rule, found, rules, programs)),
    ],
  ];
}

function ruleLines(
  id: string,
  findings: readonly ReportFinding[],
  rules: RuleBook,
  programs: ProgramsShown,
): string[] {
  const rule = rules.get(id);
  const rest = findings.length - SHOWN;
  return [
    "",
    `  ${rule?.title ?? id} [${id}]`,
    ...(rule === undefined ? [] : [`    why:  ${rule.why}`]),
    ...code("    code: ", programs.of(rule)),
    ...findings
      .slice(0, SHOWN)
      .flatMap((finding) => [
        `    - ${finding.message}`,
        ...placed("      at:  ", finding),
        ...indented("      fix: ", finding.fix),
        `      key: ${finding.key}`,
      ]),
    ...(rest > 0 ? [`    … and ${rest} more: --format json has them all`] : []),
  ];
}

function waivedBlock(waived: readonly ReportFinding[]): string[][] {
  if (waived.length === 0) return [];
  return [
    [
      `WAIVED (${waived.length})`,
      ...waived.map(
        ({ key, waived: waiver }) => `  - ${key}: ${waiver?.reason ?? ""} (until ${waiver?.expires ?? "?"})`,
      ),
    ],
  ];
}

function unknownBlocks(report: Report): string[][] {
  const { lacking, broken } = undecided(report);
  const block = (title: string, entries: Report["unknown"]) =>
    entries.length === 0
      ? []
      : [
          [
            `${title} (${entries.length})`,
            ...byReason(entries).map(({ rules, reason }) => `  - ${rules}: ${reason}`),
          ],
        ];
  return [
    ...block("FAILED: rules that are broken, so that nobody knows what they would have found", broken),
    ...block("NOT DECIDED", lacking),
  ];
}

function summary(report: Report): string[] {
  const { summary: counts } = report;
  const findings = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  const rest = [
    `${counts.passed} rules passed`,
    `${counts.notApplicable} not applicable`,
    ...(counts.unknown > 0 ? [`${counts.unknown} not decided`] : []),
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
  ];
  const none = report.baseline === undefined ? "No findings" : "No new findings";
  return [`${findings.length === 0 ? none : findings.join(", ")}; ${rest.join(", ")}.`, ...standing(report)];
}
