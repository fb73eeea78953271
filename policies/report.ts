import type { ObjectRef } from "./facts/object-ref";
import type { Judgement } from "./judge";
import type { Severity } from "./severity";

/** What was looked at. */
export interface ReportTarget {
  readonly kind: "server" | "declaration";
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
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
  readonly findings: readonly ReportFinding[];
  readonly unknown: readonly {
    readonly rule: string;
    readonly object?: ObjectRef;
    readonly reason: string;
  }[];
  readonly notApplicable: readonly { readonly rule: string; readonly reason: string }[];
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
  const open = judgement.findings.filter((finding) => finding.waived === undefined);
  const count = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: { name: "palisade", version: toolVersion },
    target,
    summary: {
      critical: count("critical"),
      high: count("high"),
      medium: count("medium"),
      low: count("low"),
      info: count("info"),
      waived: judgement.findings.length - open.length,
      unknown: judgement.unknown.length,
      notApplicable: judgement.notApplicable.length,
      passed: judgement.passed.length,
    },
    findings: judgement.findings,
    unknown: judgement.unknown,
    notApplicable: judgement.notApplicable,
  };
}
