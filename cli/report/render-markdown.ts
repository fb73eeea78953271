import { type Report, SEVERITIES, type Severity } from "../../policies";
import { inert } from "../../postgres/inert";
import {
  byReason,
  findingsByRule,
  isStatement,
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

/** A comment of GitHub's takes 65,536 characters; there must be room for what the sender puts around it. */
const ROOM = 60_000;

/** How many findings of one rule are spelled out. */
const SHOWN = 10;

/** The report as Markdown for a comment in a pull request: what to mend first, then all rules folded, within what a comment takes. */
export function renderMarkdown(report: Report, rules: RuleBook): string {
  const { summary } = report;
  const head = [
    `## Palisade: ${text(targetText(report))}`,
    "",
    `| ${SEVERITIES.join(" | ")} | not decided | waived | passed |`,
    `|${"---|".repeat(SEVERITIES.length + 3)}`,
    `| ${SEVERITIES.map((severity) => summary[severity]).join(" | ")} | ${summary.unknown} | ${summary.waived} | ${summary.passed} |`,
    "",
    ...standing(report).flatMap((line) => [text(line), ""]),
    ...firstLines(report, rules),
  ];
  const blocks = [
    ...[...findingsByRule(openFindings(report))].map(([rule, findings]) => ruleBlock(rule, findings, rules)),
    ...unknownBlocks(report),
  ];
  return `${within(head.join("\n"), blocks)}\n`;
}

function within(head: string, blocks: readonly string[]): string {
  let page = head;
  for (const [at, block] of blocks.entries()) {
    if (page.length + block.length > ROOM)
      return `${page}\n… and ${blocks.length - at} more rules: the JSON report has them all.`;
    page += `\n${block}`;
  }
  return page;
}

function firstLines(report: Report, rules: RuleBook): string[] {
  const worst = worstOf(report, rules);
  const programs = new ProgramsShown();
  if (worst.length === 0) return ["Nothing was found.", ""];
  return [
    "### Mend first",
    "",
    ...worst.flatMap(({ rule, finding, more }, at) => [
      `${at + 1}. **${finding.severity}** ${text(finding.message)}${placed(finding)}${more === 0 ? "" : ` (and ${more} more)`}  `,
      ...(rule === undefined ? [] : [`   ${text(rule.why)}`]),
      "",
      isStatement(finding, rule)
        ? indented(fenced(finding.fix, "sql"), "   ")
        : `   **Mend it:** ${text(finding.fix)}\n`,
      ...programLines(programs.of(rule)),
      "",
    ]),
  ];
}

function programLines(shown: Shown): string[] {
  if (shown === undefined) return [];
  if ("program" in shown) return [indented(fenced(shown.program, "ts"), "   ")];
  const says = "asFor" in shown ? `as for ${code(shown.asFor)} above` : text(shown.none);
  return [`   **In a program with Palisade:** ${says}\n`];
}

function ruleBlock(id: string, findings: readonly ReportFinding[], rules: RuleBook): string {
  const rule = rules.get(id);
  const rest = findings.length - SHOWN;
  const severity: Severity | undefined = findings[0]?.severity;
  return [
    `<details><summary><b>${severity ?? ""}</b> ${text(rule?.title ?? id)} (${findings.length}, <code>${text(id)}</code>)</summary>`,
    "",
    ...(rule === undefined ? [] : [text(rule.why), "", `**Mend it:** ${text(rule.fix)}`, ""]),
    ...findings
      .slice(0, SHOWN)
      .map((finding) => `- ${text(finding.message)} ${code(placeOf(finding) ?? finding.key)}`),
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
    "",
    "</details>",
    "",
  ].join("\n");
}

function unknownBlocks(report: Report): string[] {
  const { lacking, broken } = undecided(report);
  return [...listBlock("Rules that failed", broken), ...listBlock("Not decided", lacking)];
}

function listBlock(title: string, entries: Report["unknown"]): string[] {
  if (entries.length === 0) return [];
  return [
    [
      `<details><summary>${title} (${entries.length})</summary>`,
      "",
      ...byReason(entries).map(({ rules, reason }) => `- ${code(rules)}: ${text(reason)}`),
      "",
      "</details>",
      "",
    ].join("\n"),
  ];
}

function placed(finding: ReportFinding): string {
  const place = placeOf(finding);
  return place === undefined ? "" : ` at ${code(place)}`;
}

/** Text that Markdown leaves as it is: no markup, no link, no mention of a user. */
function text(value: string): string {
  return inert(value)
    .replace(/[&<>@]/gu, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~:$-]/gu, "\\$&");
}

/** A code span with a fence that is longer than any run of backticks in it. */
function code(value: string): string {
  const shown = inert(value);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^`|`$/u.test(shown) ? " " : "";
  return `${fence}${space}${shown}${space}${fence}`;
}

function fenced(value: string, language: string): string {
  const shown = value.split("\n").map(inert).join("\n");
  const longest = Math.max(2, ...[...shown.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${shown}\n${fence}`;
}

function indented(block: string, by: string): string {
  return block
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n");
}
