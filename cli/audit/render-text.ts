import { type Report, RULES, SEVERITIES, type Severity } from "../../policies";
import { inert } from "../../postgres/inert";

type ReportFinding = Report["findings"][number];

/** How many findings of one rule are spelled out; JSON has them all. */
const SHOWN = 20;

/** The report for a person: the worst first, rule by rule, each object with what mends it. */
export function renderText(report: Report): string {
  const open = report.findings.filter((finding) => finding.waived === undefined);
  const waived = report.findings.filter((finding) => finding.waived !== undefined);
  const blocks = [
    heading(report),
    ...SEVERITIES.flatMap((severity) => severityBlock(severity, open)),
    ...waivedBlock(waived),
    ...unknownBlock(report),
    summary(report),
  ];
  return `${blocks.map((lines) => lines.map(inert).join("\n")).join("\n\n")}\n`;
}

function heading({ target, tool }: Report): string[] {
  const where = `${target.database ?? "?"} on ${target.host ?? "?"}:${target.port ?? "?"}`;
  return [`palisade ${tool.version}: database ${where}, PostgreSQL ${target.serverVersion ?? "?"}`];
}

function severityBlock(severity: Severity, open: readonly ReportFinding[]): string[][] {
  const findings = open.filter((finding) => finding.severity === severity);
  if (findings.length === 0) return [];
  const rules = [...new Set(findings.map((finding) => finding.rule))];
  return [
    [
      `${severity.toUpperCase()} (${findings.length})`,
      ...rules.flatMap((rule) =>
        ruleLines(
          rule,
          findings.filter((finding) => finding.rule === rule),
        ),
      ),
    ],
  ];
}

function ruleLines(id: string, findings: readonly ReportFinding[]): string[] {
  const rule = RULES.find((candidate) => candidate.id === id);
  const rest = findings.length - SHOWN;
  return [
    "",
    `  ${rule?.title ?? id} [${id}]`,
    ...findings
      .slice(0, SHOWN)
      .flatMap((finding) => [
        `    - ${finding.message}`,
        `      fix: ${finding.fix}`,
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

function unknownBlock({ unknown }: Report): string[][] {
  if (unknown.length === 0) return [];
  return [
    [`NOT DECIDED (${unknown.length})`, ...unknown.map(({ rule, reason }) => `  - ${rule}: ${reason}`)],
  ];
}

function summary({ summary: counts }: Report): string[] {
  const findings = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  const rest = [
    `${counts.passed} rules passed`,
    `${counts.notApplicable} not applicable`,
    ...(counts.unknown > 0 ? [`${counts.unknown} not decided`] : []),
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
  ];
  return [`${findings.length === 0 ? "No findings" : findings.join(", ")}; ${rest.join(", ")}.`];
}
