import { displayObject, isAtLeast, type Report, type Severity } from "../../policies";
import { inert } from "../../postgres/inert";
import { findingsByRule, placeOf, type ReportFinding, type RuleBook } from "./worst";

/** One test case, with what stands in it. */
interface Case {
  readonly rule: string;
  readonly name: string;
  /** Of migrations: where it stands. */
  readonly file?: string;
  readonly kind: "passed" | "failure" | "error" | "skipped";
  readonly message?: string;
  readonly text?: string;
}

/**
 * The report as JUnit's XML: one suite a topic, one case for each rule that passed and each finding. Findings at or above
 * the bar are failures; those below it, waived ones, what was not decided and what does not apply are skipped, and say
 * why. A rule that broke is an error. No suite holds what it does not count.
 */
export function renderJunit(report: Report, bar: Severity | "none", rules: RuleBook): string {
  const suites = new Map<string, Case[]>();
  for (const one of casesOf(report, bar, rules)) {
    const topic = rules.get(one.rule)?.topic ?? "palisade";
    suites.set(topic, [...(suites.get(topic) ?? []), one]);
  }
  const all = [...suites.values()].flat();
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="palisade" ${counts(all)}>
${[...suites].map(([topic, cases]) => suiteXml(topic, cases)).join("\n")}
</testsuites>
`;
}

function casesOf(report: Report, bar: Severity | "none", rules: RuleBook): Case[] {
  return [
    ...[...findingsByRule(report.findings).values()]
      .flat()
      .map((finding) => findingCase(finding, bar, rules)),
    ...report.unknown.map(({ rule, object, reason, failed }) => ({
      rule,
      name: object === undefined ? rule : `${rule}: ${displayObject(object)}`,
      kind: failed === true ? ("error" as const) : ("skipped" as const),
      message: `not decided: ${reason}`,
    })),
    ...report.notApplicable.map(({ rule, reason }) => ({
      rule,
      name: rule,
      kind: "skipped" as const,
      message: `not applicable: ${reason}`,
    })),
    ...report.passed.map((rule) => ({ rule, name: rule, kind: "passed" as const })),
  ];
}

function findingCase(finding: ReportFinding, bar: Severity | "none", rules: RuleBook): Case {
  const { rule, severity, message, fix, key, waived } = finding;
  const place = placeOf(finding);
  const file = finding.object.source?.file;
  const named = {
    rule,
    name: `${rule}: ${displayObject(finding.object)}`,
    ...(file === undefined ? {} : { file }),
  };
  const at = place === undefined ? "" : `${place}: `;
  if (waived !== undefined)
    return { ...named, kind: "skipped", message: `${at}waived until ${waived.expires}: ${waived.reason}` };
  if (bar === "none" || !isAtLeast(severity, bar))
    return { ...named, kind: "skipped", message: `${at}${severity}: ${message}` };
  return {
    ...named,
    kind: "failure",
    message: `${at}${severity}: ${message}`,
    text: [rules.get(rule)?.why, `fix: ${fix}`, `key: ${key}`]
      .filter((line) => line !== undefined)
      .join("\n"),
  };
}

function suiteXml(topic: string, cases: readonly Case[]): string {
  return `  <testsuite name="${xml(topic)}" ${counts(cases)}>
${cases.map(caseXml).join("\n")}
  </testsuite>`;
}

function counts(cases: readonly Case[]): string {
  const count = (kind: Case["kind"]) => cases.filter((one) => one.kind === kind).length;
  return `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
}

function caseXml({ rule, name, file, kind, message = "", text = "" }: Case): string {
  const where = file === undefined ? "" : ` file="${xml(file)}"`;
  const open = `    <testcase classname="${xml(rule)}" name="${xml(name)}"${where}`;
  switch (kind) {
    case "passed":
      return `${open}/>`;
    case "skipped":
      return `${open}><skipped message="${xml(message)}"/></testcase>`;
    case "error":
      return `${open}><error message="${xml(message)}"/></testcase>`;
    case "failure":
      return `${open}><failure type="${xml(rule)}" message="${xml(message)}">${xml(text)}</failure></testcase>`;
    default:
      return kind satisfies never;
  }
}

/** Text in an element or an attribute. XML 1.0 has no control characters at all, so that they are spelled out. */
function xml(value: string): string {
  return value
    .split("\n")
    .map(inert)
    .join("\n")
    .replace(/[\ufffe\uffff]/gu, "\ufffd")
    .replace(/[&<>"'\n]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
