import { type Facts, type FactType, factsOf } from "./facts/facts";
import { UndecidedError } from "./facts/maybe";
import type { ObjectRef, SourcePlace } from "./facts/object-ref";
import { leftToExtensions } from "./facts/of-extensions";
import type { Fact } from "./facts/origin";
import { type Finding, findingKey } from "./finding";
import { optionValues, TENANT_COLUMN } from "./option";
import type { CheckContext, Rule } from "./rule";
import { notApplicable, unknown, type Verdict } from "./verdict";
import { verdictsOf } from "./verdicts-of";

/** What could not be decided, and why. */
export interface UnknownVerdict {
  readonly rule: string;
  readonly object?: ObjectRef;
  readonly reason: string;
  /** True where the rule itself broke: a defect of the rule, which no GRANT cures. */
  readonly failed?: true;
}

/** What one rule says of one reading. */
export interface RuleJudgement {
  readonly rule: Rule;
  readonly findings: readonly Finding[];
  readonly unknown: readonly UnknownVerdict[];
  /** Why the rule says nothing at all; `undefined` where it has said something. */
  readonly notApplicable: string | undefined;
  /** True where the rule itself broke. Its objects are then *unknown*, never passed. */
  readonly failed: boolean;
}

/** The whole of what a declaration lacks for a closed-world rule. */
export const NEEDS_SERVER =
  "needs the complete picture of a running server, which a declaration is not: `palisade audit` decides";

/** Why a rule says nothing of migrations. */
export const NOT_IN_MIGRATIONS = "migrations do not show what the rule looks at: `palisade audit` decides";

/** Why a rule has nothing to say of the other world. */
const OTHER_WORLD = {
  server: "only a running server shows what the rule looks at",
  declaration: "only a declaration shows what the rule looks at",
  migrations: "only migrations show what the rule looks at: `palisade lint` decides",
} as const;

/** Judges one reading by one rule. Never throws for what the rule does; throws a `RangeError` for a wrong option. */
export function judgeRule(
  rule: Rule,
  reading: Facts,
  now: Date,
  options: Readonly<Record<string, unknown>> = {},
): RuleJudgement {
  const values = optionValues(rule.id, rule.options, options);
  const facts = leftToExtensions(reading, String(values["tenantColumn"] ?? TENANT_COLUMN.default));
  const context: CheckContext<FactType, Rule["options"]> = {
    facts,
    of: (type) => factsOf(facts, type),
    options: values,
    now,
  };
  if (rule.world !== undefined && rule.world !== facts.world && facts.world !== "migrations") {
    return { ...undecided(rule, [], false), notApplicable: OTHER_WORLD[rule.world] };
  }
  if (rule.scope === "closed-world" && facts.world === "declaration") {
    return undecided(rule, [{ rule: rule.id, reason: NEEDS_SERVER }], false);
  }
  if (facts.world === "migrations" && !rule.facts.every((type) => facts.facts[type] !== undefined)) {
    return { ...undecided(rule, [], false), notApplicable: NOT_IN_MIGRATIONS };
  }
  if (facts.world === "migrations" && rule.scope === "closed-world") {
    return { ...undecided(rule, [], false), notApplicable: NOT_IN_MIGRATIONS };
  }
  if (facts.unreadable !== undefined) {
    const { unreadable } = facts;
    const reasons = new Set(
      rule.facts.map((type) => unreadable[type]).filter((reason) => reason !== undefined),
    );
    if (reasons.size > 0)
      return undecided(
        rule,
        [...reasons].map((reason) => ({ rule: rule.id, reason })),
        false,
      );
  }
  return summarise(rule, context);
}

function undecided(rule: Rule, unknowns: readonly UnknownVerdict[], failed: boolean): RuleJudgement {
  return { rule, findings: [], unknown: unknowns, notApplicable: undefined, failed };
}

function summarise(rule: Rule, context: CheckContext<FactType, Rule["options"]>): RuleJudgement {
  const findings: Finding[] = [];
  const unknowns: UnknownVerdict[] = [];
  const reasons = new Set<string>();
  const keys = new Map<string, unknown>();
  let passed = false;
  let failed = false;
  for (const subject of context.of(rule.facts[0])) {
    const outcome = checkOne(rule, subject, context);
    failed ||= outcome.failed;
    if (outcome.verdicts === undefined) continue;
    if (outcome.verdicts.length === 0) passed = true;
    for (const verdict of outcome.verdicts) {
      switch (verdict.verdict) {
        case "pass":
          passed = true;
          break;
        case "finding": {
          const found = toFinding(rule, verdict, placeOf(subject));
          if (saysTwice(keys, found.key, subject, context)) {
            failed = true;
            unknowns.push({ rule: rule.id, object: verdict.object, reason: twice(found), failed: true });
          } else findings.push(found);
          break;
        }
        case "not applicable":
          reasons.add(verdict.reason);
          break;
        case "unknown":
          unknowns.push({
            rule: rule.id,
            ...(verdict.object === undefined ? {} : { object: verdict.object }),
            reason: verdict.reason,
            ...(outcome.failed ? { failed: true } : {}),
          });
          break;
        default:
          verdict satisfies never;
      }
    }
  }
  const silent = !passed && findings.length === 0 && unknowns.length === 0;
  return {
    rule,
    findings,
    unknown: merge(unknowns),
    notApplicable: silent ? notApplicableReason(rule, reasons) : undefined,
    failed,
  };
}

function checkOne(
  rule: Rule,
  subject: unknown,
  context: CheckContext<FactType, Rule["options"]>,
): { readonly verdicts: readonly Verdict[] | undefined; readonly failed: boolean } {
  try {
    const verdicts = verdictsOf(rule.check(subject, context));
    const { doubtful, ofPlatform } = subject as Fact;
    if (ofPlatform !== undefined && rule.ofPlatformsToo !== true && verdicts !== undefined)
      return { verdicts: verdicts.map((verdict) => leftToPlatform(verdict, ofPlatform)), failed: false };
    if (doubtful === undefined || verdicts?.some(({ verdict }) => verdict === "finding"))
      return { verdicts, failed: false };
    return { verdicts: [unknown(doubtful.reason)], failed: false };
  } catch (error) {
    if (error instanceof UndecidedError) return { verdicts: [unknown(error.message)], failed: false };
    const text = error instanceof Error ? error.message : String(error);
    return { verdicts: [unknown(`the rule itself failed: ${text}`)], failed: true };
  }
}

/** What a platform brought is not blamed on its customers. */
function leftToPlatform(verdict: Verdict, platform: string): Verdict {
  return verdict.verdict === "finding"
    ? notApplicable(`what ${platform} brought is ${platform}'s to keep`)
    : verdict;
}

/**
 * True where the key is taken: what is waived, compared or merged by it would lose one of the two. A program and migrations
 * may well declare one object in two places, and both are shown; on a server there is each object once.
 */
function saysTwice(
  keys: Map<string, unknown>,
  key: string,
  subject: unknown,
  { facts }: CheckContext<FactType, Rule["options"]>,
): boolean {
  const taken = keys.has(key) && (facts.world === "server" || keys.get(key) === subject);
  keys.set(key, subject);
  return taken;
}

function twice({ key, message }: Finding): string {
  return `the rule itself failed: it finds a second thing under the key ${key}, and must name in its object what tells them apart: ${message}`;
}

function placeOf(subject: unknown): SourcePlace | undefined {
  return (subject as Fact).place;
}

function toFinding(
  rule: Rule,
  verdict: Extract<Verdict, { verdict: "finding" }>,
  source: SourcePlace | undefined,
): Finding {
  return {
    key: findingKey(rule.id, verdict.object),
    rule: rule.id,
    severity: rule.severity,
    object: source === undefined ? verdict.object : { source, ...verdict.object },
    message: verdict.message,
    fix: verdict.fix ?? rule.fix,
    references: rule.references,
  };
}

/** One entry for a reason that holds for several objects: a hundred times the same sentence tells nobody more. */
function merge(unknowns: readonly UnknownVerdict[]): UnknownVerdict[] {
  const byReason = new Map<string, UnknownVerdict>();
  for (const entry of unknowns) {
    byReason.set(entry.reason, byReason.has(entry.reason) ? withoutObject(entry) : entry);
  }
  return [...byReason.values()];
}

function notApplicableReason(rule: Rule, reasons: ReadonlySet<string>): string {
  return reasons.size === 0 ? `there are no ${rule.about}` : [...reasons].join("; ");
}

function withoutObject({ rule, reason, failed }: UnknownVerdict): UnknownVerdict {
  return { rule, reason, ...(failed === undefined ? {} : { failed }) };
}
