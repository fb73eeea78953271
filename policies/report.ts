import type { ObjectRef } from "./facts/object-ref";
import type { Judgement } from "./judge";
import type { UnknownVerdict } from "./judge-rule";
import type { scoreOf } from "./score";
import type { Severity } from "./severity";

/** What was looked at. */
export interface ReportTarget {
  readonly kind: "server" | "declaration" | "migrations";
  /** Migrations: how many files were read. */
  readonly files?: number;
  readonly host?: string;
  readonly port?: number;
  /** Absent where several databases were looked at. */
  readonly database?: string;
  /** The databases of the server that were looked at, where there were several. */
  readonly databases?: readonly string[];
  /** As the server prints it, for example `18.4`. */
  readonly serverVersion?: string;
  /** `self-hosted`, `rds` … */
  readonly platform?: string;
}

/**
 * The report, version 1. Findings that are waived are listed with their waiver and counted as `waived` only.
 * `notApplicable` and `passed` count rules, `unknown` counts the entries of its list.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "palisade"; readonly version: string };
  readonly target: ReportTarget;
  readonly summary: Readonly<Record<Severity | "waived" | "unknown" | "notApplicable" | "passed", number>>;
  /** From 0 to 100, see {@link scoreOf}; absent where nothing was decided. */
  readonly score?: number;
  /** Where only what is new since an earlier report is listed: what of that report is still there, and what is gone. */
  readonly baseline?: { readonly known: number; readonly gone: number };
  readonly findings: readonly ReportFinding[];
  readonly unknown: readonly UnknownVerdict[];
  readonly notApplicable: readonly { readonly rule: string; readonly reason: string }[];
  /** The rules that were decided and found nothing. */
  readonly passed: readonly string[];
}

/** One finding of a {@link Report}. */
export interface ReportFinding {
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly message: string;
  readonly fix: string;
  readonly references: readonly string[];
  readonly waived?: { readonly reason: string; readonly expires: string };
}

/** Makes the report of a judgement. */
export function makeReport(judgement: Judgement, target: ReportTarget, toolVersion: string): Report {
  return {
    schemaVersion: 1,
    tool: { name: "palisade", version: toolVersion },
    target,
    summary: summaryOf(judgement),
    ...(judgement.score === undefined ? {} : { score: judgement.score }),
    findings: judgement.findings,
    unknown: judgement.unknown,
    notApplicable: judgement.notApplicable,
    passed: judgement.passed,
  };
}

/**
 * The report without the findings that an earlier one has already, so that the exit status and every count are about what
 * is new. The score stays that of the whole.
 */
export function newSince(report: Report, earlier: Pick<Report, "findings">): Report {
  const before = new Set(earlier.findings.map(({ key }) => key));
  const now = new Set(report.findings.map(({ key }) => key));
  const findings = report.findings.filter(({ key }) => !before.has(key));
  return {
    ...report,
    summary: summaryOf({ ...report, findings }),
    baseline: {
      known: report.findings.length - findings.length,
      gone: [...before].filter((key) => !now.has(key)).length,
    },
    findings,
  };
}

function summaryOf({
  findings,
  unknown,
  notApplicable,
  passed,
}: Pick<Judgement, "findings" | "unknown" | "notApplicable" | "passed">): Report["summary"] {
  const open = findings.filter((finding) => finding.waived === undefined);
  const count = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  return {
    critical: count("critical"),
    high: count("high"),
    medium: count("medium"),
    low: count("low"),
    info: count("info"),
    waived: findings.length - open.length,
    unknown: unknown.length,
    notApplicable: notApplicable.length,
    passed: passed.length,
  };
}

/** Reports that cannot be read. The message says what is wrong, and what to give instead. */
export class ReportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ReportError";
  }
}

/** The findings of an earlier report, from its JSON. Throws a {@link ReportError} for anything else. */
export function parseReport(text: string): Pick<Report, "findings"> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ReportError(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { schemaVersion, findings } = (value ?? {}) as { schemaVersion?: unknown; findings?: unknown };
  if (schemaVersion !== 1 || !Array.isArray(findings))
    throw new ReportError("not a report: give what --format json wrote (schemaVersion 1, with findings)");
  if (findings.some((one: unknown) => typeof (one as { key?: unknown } | null)?.key !== "string"))
    throw new ReportError("not a report: every one of its findings must have a key");
  return { findings: findings as Report["findings"] };
}
