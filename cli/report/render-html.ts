import { type Report, type Rule, SEVERITIES, TOPICS } from "../../policies";
import { SCRIPT as MATRIX_SCRIPT } from "../access/page/script";
import { matrixSection, reachSection } from "../access/render-html";
import type { AccessView } from "../access/view";
import { escaped } from "../page/escape";
import { framed } from "../page/frame";
import { STYLE } from "../page/style";
import { FINDINGS_SCRIPT } from "./page/script";
import { FINDINGS_STYLE } from "./page/style";
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

/** What the page shows beside the report. */
export interface PageExtras {
  readonly view?: AccessView;
  /** When it was judged: a printed page is compared with others. */
  readonly now?: Date;
}

/** The report as one page that needs nothing else: findings to filter, and who may do what in the database. */
export function renderHtml(report: Report, rules: RuleBook, { view, now }: PageExtras = {}): string {
  const title = `${report.target.kind === "server" ? "Audit" : "Lint"} of ${targetText(report)}`;
  const matrix = view === undefined ? undefined : matrixSection(view);
  const { lacking, broken } = undecided(report);
  const when = now === undefined ? "" : `, ${now.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const body = `<header>
<h1>${escaped(title)}</h1>
<p class="soft">${escaped(`palisade ${report.tool.version}${when}`)}</p>
${tiles(report)}
${standing(report)
  .slice(report.score === undefined ? 0 : 1)
  .map((line) => `<p>${escaped(line)}</p>`)
  .join("\n")}
</header>
<main>
${firstSection(report, rules)}
${findingsSection(report, rules)}
${listSection(
  "Rules that failed",
  "They are broken, so that nobody knows what they would have found.",
  broken.map(({ rule, reason }) => [rule, reason]),
  true,
)}
${listSection(
  "Not decided",
  "What could not be looked at, and what would let it.",
  byReason(lacking).map(({ rules: names, reason }) => [names, reason]),
  true,
)}
${listSection(
  "Waived",
  "What somebody decided to live with for a while.",
  report.findings.flatMap(({ key, waived }) =>
    waived === undefined ? [] : [[key, `${waived.reason} (until ${waived.expires})`]],
  ),
  true,
)}
${matrix === undefined ? "" : `<section id="privileges">${matrix.html}</section>`}
${view === undefined ? "" : reachSection(view)}
${listSection(
  "Not applicable",
  "Rules that found nothing of their business.",
  report.notApplicable.map(({ rule, reason }) => [rule, reason]),
  false,
)}
${listSection(
  "Passed",
  "Rules that looked, and found everything as it should be.",
  report.passed.map((rule) => [
    rule,
    rules.get(rule)?.title === undefined ? "" : `not so: ${rules.get(rule)?.title}`,
  ]),
  false,
)}
</main>`;
  return framed({
    title,
    style: `${STYLE}${FINDINGS_STYLE}`,
    body,
    ...(matrix === undefined ? {} : { data: matrix.data }),
    scripts: [FINDINGS_SCRIPT, ...(matrix === undefined ? [] : [MATRIX_SCRIPT])],
  });
}

function tiles({ summary, score }: Report): string {
  const counts = [
    ...SEVERITIES.map((severity) => [severity, summary[severity]] as const),
    ["not decided", summary.unknown] as const,
    ["waived", summary.waived] as const,
    ["passed", summary.passed] as const,
  ];
  return `<dl class="tiles">${
    score === undefined
      ? ""
      : `<div class="score"><dt>score</dt><dd>${score}<small> of 100</small></dd></div>`
  }${counts
    .map(
      ([name, count]) =>
        `<div class="${name.replace(" ", "-")}${count === 0 ? " zero" : ""}"><dt>${name}</dt><dd>${count}</dd></div>`,
    )
    .join("")}</dl>`;
}

function firstSection(report: Report, rules: RuleBook): string {
  const worst = worstOf(report, rules);
  const programs = new ProgramsShown();
  if (worst.length === 0) return `<p class="good">Nothing was found.</p>`;
  const items = worst.map(
    ({
      rule,
      finding,
      more,
    }) => `<li><p><span class="severity ${finding.severity}">${finding.severity}</span> ${escaped(finding.message)}</p>
${rule === undefined ? "" : `<p class="soft">${escaped(rule.why)}</p>`}
${fixText(finding, rule)}
${firstProgram(programs.of(rule))}
${more === 0 ? "" : `<p class="soft">and ${more} more of the same rule</p>`}</li>`,
  );
  return `<section><h2>Mend first</h2><ol class="first">${items.join("\n")}</ol></section>`;
}

function firstProgram(shown: Shown): string {
  if (shown === undefined) return "";
  if ("program" in shown)
    return `<p class="soft">In a program with Palisade:</p><pre>${escapedLines(shown.program)}</pre>`;
  const says = "asFor" in shown ? `as for ${shown.asFor} above` : shown.none;
  return `<p class="soft">In a program with Palisade: ${escaped(says)}.</p>`;
}

/** Folded, where there is one: each rule is looked at by itself here, so that none refers to another. */
function ruleProgram(rule: Rule | undefined): string {
  if (rule?.palisade !== undefined)
    return `<details class="code-of"><summary>In a program with Palisade</summary><pre>${escapedLines(rule.palisade)}</pre></details>`;
  return rule?.withoutPalisade === undefined
    ? ""
    : `<p class="soft">In a program with Palisade: ${escaped(rule.withoutPalisade)}.</p>`;
}

function findingsSection(report: Report, rules: RuleBook): string {
  const open = openFindings(report);
  if (open.length === 0) return "";
  const topics = TOPICS.filter((topic) => open.some(({ rule }) => rules.get(rule)?.topic === topic));
  const severities = SEVERITIES.filter((severity) => report.summary[severity] > 0);
  const options = (names: readonly string[]) =>
    names.map((name) => `<option>${escaped(name)}</option>`).join("");
  return `<section id="findings"><h2>Findings</h2>
<form class="filters" id="f-form" role="search" hidden>
<label class="wide">Object or text<input id="f-text" type="search" autocomplete="off" placeholder="part of a name"></label>
<label>Severity<select id="f-severity"><option value="">all severities</option>${options(severities)}</select></label>
<label>Topic<select id="f-topic"><option value="">all topics</option>${options(topics)}</select></label>
<button type="reset">Show all</button>
</form>
<p class="soft screen" id="f-count" role="status" aria-live="polite"></p>
${[...findingsByRule(open)].map(([rule, findings]) => ruleSection(rule, findings, rules)).join("\n")}
<p class="empty" id="f-empty" hidden>No finding fits these filters.</p>
</section>`;
}

function ruleSection(id: string, findings: readonly ReportFinding[], rules: RuleBook): string {
  const rule = rules.get(id);
  const severity = findings[0]?.severity ?? "info";
  const links = (rule?.references ?? []).map(
    (address) => `<a href="${escaped(address)}" rel="noreferrer">${escaped(address)}</a>`,
  );
  return `<details class="rule" open data-severity="${severity}" data-topic="${escaped(rule?.topic ?? "")}">
<summary><span class="severity ${severity}">${severity}</span> ${escaped(rule?.title ?? id)} <span class="tag">${escaped(id)}</span> <span class="soft n-of">${findings.length}</span></summary>
${rule === undefined ? "" : `<p class="soft">${escaped(rule.why)}</p>`}
${ruleProgram(rule)}
${links.length === 0 ? "" : `<p class="links">${links.join(" · ")}</p>`}
<ul>${findings.map((finding) => findingItem(finding, rule)).join("\n")}</ul>
</details>`;
}

function findingItem(finding: ReportFinding, rule: Rule | undefined): string {
  const { message, key } = finding;
  const place = placeOf(finding);
  return `<li><p>${escaped(message)}${place === undefined ? "" : ` <span class="code soft">${escaped(place)}</span>`}</p>${fixText(finding, rule)}<p class="key code">${escaped(key)}</p></li>`;
}

/** SQL to run stands as such; what only tells a person what to do is a sentence. */
function fixText(finding: ReportFinding, rule: Rule | undefined): string {
  return isStatement(finding, rule)
    ? `<pre>${escapedLines(finding.fix)}</pre>`
    : `<p><b>Mend it:</b> ${escaped(finding.fix)}</p>`;
}

function listSection(
  title: string,
  says: string,
  rows: readonly (readonly string[])[],
  open: boolean,
): string {
  if (rows.length === 0) return "";
  const lines = rows.map(
    ([name = "", text = ""]) =>
      `<tr><td data-column="rule">${escaped(name)}</td><td data-column="why">${escaped(text)}</td></tr>`,
  );
  return `<details class="list"${open ? " open" : ""}><summary><h2>${escaped(title)} (${rows.length})</h2></summary>
<p class="soft">${escaped(says)}</p><div class="answer"><table><tbody>${lines.join("")}</tbody></table></div></details>`;
}

/** A statement or a program: its lines stay lines. */
function escapedLines(text: string): string {
  return text.split("\n").map(escaped).join("\n");
}
