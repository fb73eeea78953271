import type { Platform } from "../postgres/catalog/server-platform";
import type { ObjectName } from "../postgres/model/objects";
import type { AttackDescription } from "./attack";
import type { Outcome } from "./judge";
import type { Attacker, AttackerKind } from "./scene/attackers";

/** What an attempt was aimed at: an object, a role, or (absent) the database or the connection as a whole. */
export type ReportedTarget = ObjectName | { readonly kind: "role"; readonly name: string };

/** How reports call the made-up role, whose real name is another one every time. */
export const STRANGER = "(stranger)";

/** One attack, by one role, on one target. */
export interface AttemptResult {
  /** The role's name, or {@link STRANGER}; absent for attacks that no role makes. */
  readonly role?: string;
  readonly target?: ReportedTarget;
  readonly outcome: Outcome;
}

/** The name of an attacker in a report. */
export function attackerName({ role, kind }: Pick<Attacker, "role" | "kind">): string {
  return kind === "stranger" ? STRANGER : role;
}

/** What an attack or the whole proof came to. */
export type Status = Outcome["status"];

/** One attack with everything that came of it. */
export interface AttackResult extends AttackDescription {
  /** The worst of its attempts: got through, not run, vulnerable, defended, not applicable. */
  readonly status: Status;
  /** Why there was nothing to attempt, or why nothing was to be attempted, where that is so. */
  readonly reason?: string;
  readonly attempts: readonly AttemptResult[];
}

/** How many attempts ended how. */
export interface Tally {
  readonly defended: number;
  readonly gotThrough: number;
  readonly notRun: number;
  /** The server has a published hole, harmless in this database. */
  readonly vulnerable: number;
  readonly notApplicable: number;
}

/** Everything that `palisade prove` found out. */
export interface ProofReport {
  readonly target: {
    readonly kind: "server";
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** For example `18.4`. */
    readonly serverVersion: string;
    readonly platform: Platform;
  };
  /** The roles that attacked. */
  readonly attackers: readonly { readonly role: string; readonly kind: AttackerKind }[];
  /** Tables with the tenant column that were not attacked as tenants' by declaration, and why. */
  readonly excepted: readonly { readonly object: ObjectName; readonly reason: string }[];
  /** In the order of the index. */
  readonly attacks: readonly AttackResult[];
  /** Attacks by their status. */
  readonly attackTally: Tally;
  /** Attempts by their outcome. */
  readonly attemptTally: Tally;
}

const WORST_FIRST: readonly Status[] = ["got through", "not run", "vulnerable", "defended", "not applicable"];

/** Puts the attempts of one attack together; `without` any, `reason` says why there are none. Pure. */
export function attackResult(
  { id, title, family, severity, why, defence, fix }: AttackDescription,
  attempts: readonly AttemptResult[],
  reason?: string,
  without: "not applicable" | "not run" = "not applicable",
): AttackResult {
  const status =
    WORST_FIRST.find((candidate) => attempts.some(({ outcome }) => outcome.status === candidate)) ?? without;
  return {
    id,
    title,
    family,
    severity,
    why,
    defence,
    fix,
    status,
    ...(reason === undefined ? {} : { reason }),
    attempts,
  };
}

/** Counts. Pure. */
export function tally(statuses: Iterable<Status>): Tally {
  const counts = { defended: 0, gotThrough: 0, notRun: 0, vulnerable: 0, notApplicable: 0 };
  for (const status of statuses) counts[FIELD[status]]++;
  return counts;
}

const FIELD = {
  defended: "defended",
  "got through": "gotThrough",
  "not run": "notRun",
  vulnerable: "vulnerable",
  "not applicable": "notApplicable",
} as const satisfies Record<Status, keyof Tally>;

/** What counts as a failure beyond attacks that got through. */
export interface Strictness {
  /** Attacks that could not be made are lived with. @default false */
  readonly allowNotRun?: boolean;
  /** Holes of the server count although they are harmless in this database. @default false */
  readonly failOnVulnerable?: boolean;
}

/**
 * The exit status of `palisade prove`: 1 when an attack got through (or, if asked for, when the server has a hole); 2
 * when the job could not be done in full, that is when an attempt was not made (unless that is allowed) or none at all
 * was; otherwise 0. Attacks that were not asked for, because nothing may be written, do not count.
 */
export function exitStatus(report: ProofReport, strictness: Strictness = {}): 0 | 1 | 2 {
  const { attackTally, attemptTally } = report;
  if (attackTally.gotThrough > 0) return 1;
  if (attemptTally.vulnerable > 0 && strictness.failOnVulnerable === true) return 1;
  if (attemptTally.notRun > 0 && strictness.allowNotRun !== true) return 2;
  return attemptTally.defended + attemptTally.vulnerable > 0 ? 0 : 2;
}
