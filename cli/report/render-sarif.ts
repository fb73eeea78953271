import type { Location, Log, ReportingDescriptor, Result } from "sarif";
import { displayObject, identityOf, type Report, type Rule, type Severity } from "../../policies";
import { inertJson } from "../../postgres/inert";
import { findingsByRule, openFindings, type ReportFinding, type RuleBook } from "./worst";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note", info: "note" } as const;

/** What code scanning sorts by: the middle of the range that CVSS gives the word (FIRST, CVSS v3.1, section 5). */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

/** The report as SARIF 2.1.0. Findings of files have a physical location, those of a server a logical one. */
export function renderSarif(report: Report, rules: RuleBook): string {
  const used = [...findingsByRule(report.findings).keys()].sort();
  const index = new Map(used.map((id, at) => [id, at]));
  const log: Log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "palisade",
            semanticVersion: report.tool.version,
            version: report.tool.version,
            rules: used.map((id) => descriptor(id, rules.get(id))),
          },
        },
        columnKind: "unicodeCodePoints",
        invocations: [
          {
            executionSuccessful: report.unknown.every(({ failed }) => failed !== true),
            toolExecutionNotifications: report.unknown.map(({ rule, object, reason, failed }) => ({
              level: failed === true ? ("error" as const) : ("note" as const),
              descriptor: { id: rule },
              message: {
                text: `not decided${object === undefined ? "" : ` of ${displayObject(object)}`}: ${reason}`,
              },
            })),
          },
        ],
        results: report.findings.map((finding) => resultOf(finding, index.get(finding.rule) ?? -1, report)),
        properties: { summary: report.summary, findings: openFindings(report).length },
      },
    ],
  };
  return `${inertJson(JSON.stringify(log, null, 2))}\n`;
}

function descriptor(id: string, rule: Rule | undefined): ReportingDescriptor {
  if (rule === undefined) return { id };
  const [helpUri] = rule.references;
  return {
    id,
    shortDescription: { text: `${rule.title}.` },
    fullDescription: { text: rule.why },
    help: { text: rule.fix },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { tags: ["security", rule.topic], "security-severity": SCORES[rule.severity] },
  };
}

function resultOf(finding: ReportFinding, ruleIndex: number, { baseline }: Report): Result {
  const { key, rule, severity, message, fix, waived } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}. Fix: ${fix}` },
    locations: [locationOf(finding)],
    partialFingerprints: { "palisadeKey/v1": key },
    ...(baseline === undefined ? {} : { baselineState: "new" as const }),
    ...(waived === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external" as const,
              status: "accepted" as const,
              justification: `${waived.reason} (until ${waived.expires})`,
            },
          ],
        }),
    properties: { severity, fix },
  };
}

function locationOf({ object }: ReportFinding): Location {
  const { source } = object;
  return {
    ...(source === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(source.file) },
            region: { startLine: source.line, startColumn: source.column },
          },
        }),
    logicalLocations: [{ fullyQualifiedName: identityOf(object), kind: object.kind }],
  };
}
