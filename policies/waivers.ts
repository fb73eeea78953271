import { databaseOfIdentity } from "./facts/object-ref";
import type { WaiverFact } from "./facts/waiver";
import type { Finding } from "./finding";

/** A finding that somebody has decided to live with, for a while. */
export interface Waiver {
  /** The key of the finding. */
  readonly key: string;
  /** Why it may stay. */
  readonly reason: string;
  /** The last day on which the waiver holds: `YYYY-MM-DD`, UTC. */
  readonly expires: string;
}

/** Waivers that cannot be read. The message names every mistake with its place. */
export class WaiverError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "WaiverError";
  }
}

/** Reads `{ "waivers": [{ "key", "reason", "expires" }] }` from JSON text. Throws a {@link WaiverError} with all mistakes at once. */
export function parseWaivers(text: string): Waiver[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WaiverError([`not JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const list = isRecord(value) ? value["waivers"] : undefined;
  const problems =
    list === undefined ? ['expected an object with the list "waivers"'] : waiverProblems(list, "waivers");
  if (problems.length > 0) throw new WaiverError(problems);
  return (list as Waiver[]).map(({ key, reason, expires }) => ({ key, reason, expires }));
}

/** Every mistake in a list of waivers, each with its place; empty where the list is right. */
export function waiverProblems(list: unknown, place: string): string[] {
  if (!Array.isArray(list)) return [`${place} must be a list`];
  const problems: string[] = [];
  const keys = new Set<string>();
  list.forEach((waiver: unknown, index) => {
    const at = `${place}[${index}]`;
    if (!isRecord(waiver)) {
      problems.push(`${at} must be an object with key, reason and expires`);
      return;
    }
    for (const name of Object.keys(waiver)) {
      if (!["key", "reason", "expires"].includes(name)) problems.push(`${at}.${name} is not known`);
    }
    const { key, reason, expires } = waiver;
    if (typeof key !== "string" || !key.includes(":")) {
      problems.push(
        `${at}.key must be the key of a finding, for example "rls-not-forced:shop:table app.orders"`,
      );
    } else if (keys.has(key)) problems.push(`${at}.key stands there twice`);
    else keys.add(key);
    if (typeof reason !== "string" || reason.trim() === "") {
      problems.push(`${at}.reason must say why the finding may stay`);
    }
    if (typeof expires !== "string" || !isDay(expires)) {
      problems.push(`${at}.expires must be a day, for example "2027-01-31"`);
    }
  });
  return problems;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** True from the day after `expires` on. */
export function hasExpired(waiver: Waiver, now: Date): boolean {
  return now.toISOString().slice(0, 10) > waiver.expires;
}

/** Marks the findings that a waiver in force names. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[], now: Date): Finding[] {
  if (findings.length === 0) return [];
  const inForce = new Map(
    waivers.filter((waiver) => !hasExpired(waiver, now)).map((waiver) => [waiver.key, waiver]),
  );
  return findings.map((finding) => {
    const waiver = inForce.get(finding.key);
    return waiver === undefined
      ? finding
      : { ...finding, waived: { reason: waiver.reason, expires: waiver.expires } };
  });
}

/** What {@link waiverFacts} needs to know of the run. */
export interface WaiverRun {
  readonly now: Date;
  readonly findings: readonly Finding[];
  /** The rules that ran to their end. */
  readonly decided: ReadonlySet<string>;
  /** Every rule that there is. */
  readonly rules: ReadonlySet<string>;
  /** The database that was looked at, where it was one. */
  readonly database?: string;
}

/**
 * The waivers as facts, for the rules that judge waivers. One file may serve many databases; of two files that name one key,
 * the waiver that lasts longer counts.
 */
export function waiverFacts(waivers: readonly Waiver[], run: WaiverRun): WaiverFact[] {
  const keys = new Set(run.findings.map((finding) => finding.key));
  const byKey = new Map(
    [...waivers].sort((a, b) => (a.expires < b.expires ? -1 : 1)).map((waiver) => [waiver.key, waiver]),
  );
  return [...byKey.values()].map((waiver) => {
    const split = waiver.key.indexOf(":");
    const rule = waiver.key.slice(0, split);
    const database = databaseOfIdentity(waiver.key.slice(split + 1));
    const undecided =
      run.database !== undefined && database !== undefined && database !== run.database
        ? `it is for the database ${database}`
        : run.rules.has(rule) && !run.decided.has(rule)
          ? `rule ${rule} could not be decided`
          : undefined;
    return {
      ...waiver,
      expired: hasExpired(waiver, run.now),
      used: keys.has(waiver.key),
      ...(undecided === undefined ? {} : { undecided }),
    };
  });
}
