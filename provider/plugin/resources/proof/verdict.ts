import { inert } from "../../../../postgres/inert";
import { objectKey } from "../../../../postgres/model/keys";
import { displayIdentifier } from "../../../../postgres/sql/quote";
import { ATTACKS, type AttackResult, type AttemptResult, type ProofReport } from "../../../../proofs";
import { type BlindSpot, blindSpots } from "./blind-spots";
import type { ProofIntent, Waiver } from "./intent";

/** Attempts of one attack that are spelled out; the rest is counted. */
const SHOWN = 5;

/** How many attempts ended how. `attempts` is the sum of the four below it. */
export interface ProofTally {
  readonly attacks: number;
  readonly attempts: number;
  readonly defended: number;
  readonly gotThrough: number;
  readonly notRun: number;
  readonly waived: number;
}

/** What a run of the suite means for the update. */
export interface Verdict {
  readonly tally: ProofTally;
  /** Why the update fails: everything at once, as lines of one message; absent where it does not. */
  readonly failure?: string;
  /** What else a person should read. */
  readonly warnings: readonly string[];
}

/** The attacks that mean nothing unless the session is the role's own, which only a superuser can give. */
const SUPERUSER_ONLY: ReadonlySet<string> = new Set(
  ATTACKS.filter((attack) => "ownSession" in attack && attack.ownSession === true).map(({ id }) => id),
);

/** Attempts of one attack that call for the same words. */
interface Case {
  readonly attack: AttackResult;
  readonly attempts: AttemptResult[];
}

/**
 * Judges a report by what was declared. Pure. Only "defended" counts as defended, and whatever outcome is not known
 * here counts as got through.
 *
 * @param superuser Whether the connection was a superuser's.
 */
export function judgeReport(
  report: ProofReport,
  { database, waive, allowNotRun }: Pick<ProofIntent, "database" | "waive" | "allowNotRun">,
  superuser: boolean,
): Verdict {
  const used = new Set<Waiver>();
  const through: Case[] = [];
  const untried: Case[] = [];
  const excused: Case[] = [];
  const holes = new Map<string, Set<string>>();
  let attacks = 0;
  let defended = 0;
  let waived = 0;
  for (const attack of report.attacks) {
    const made = attack.attempts.filter(({ outcome }) => outcome.status !== "not applicable");
    if (made.length > 0) attacks++;
    for (const attempt of made) {
      // A hole of the server that is harmless in this database is no reason to fail an update.
      if (attempt.outcome.status === "defended" || attempt.outcome.status === "vulnerable") {
        if (attempt.outcome.status === "vulnerable") {
          const { hole, upgrade } = attempt.outcome;
          holes.set(upgrade, (holes.get(upgrade) ?? new Set()).add(hole));
        }
        defended++;
        continue;
      }
      const matching = waive.filter((waiver) => covers(waiver, attack.id, attempt));
      for (const waiver of matching) used.add(waiver);
      if (matching.length > 0) waived++;
      else if (attempt.outcome.status !== "not run") add(through, attack, attempt);
      else if (allowNotRun || (!superuser && SUPERUSER_ONLY.has(attack.id))) add(excused, attack, attempt);
      else add(untried, attack, attempt);
    }
  }
  const gotThrough = count(through);
  const notRun = count(untried) + count(excused);
  const tally = {
    attacks,
    attempts: defended + gotThrough + notRun + waived,
    defended,
    gotThrough,
    notRun,
    waived,
  };
  const blind = blindSpots(
    report.attacks,
    superuser,
    (attack, attempt) =>
      (!superuser && SUPERUSER_ONLY.has(attack.id)) ||
      waive.some((waiver) => covers(waiver, attack.id, attempt)),
  );
  const failure = [
    ...throughLines(through, database),
    ...untriedLines(untried, database),
    // Where what was not tried fails the update anyway, it has been said.
    ...(untried.length > 0 ? [] : blindLines(blind, database)),
    ...(tally.defended === 0 && through.length + untried.length === 0
      ? [`no attack on database ${JSON.stringify(database)} was tried, which proves nothing`]
      : []),
  ];
  const unused = waive.filter((waiver) => !used.has(waiver));
  return {
    tally,
    warnings: [
      ...[...holes].map(([upgrade, names]) =>
        message([
          `the server has ${[...names].join(", ")}, tried and harmless in this database: upgrade it to ${upgrade}`,
        ]),
      ),
      ...(excused.length === 0 ? [] : [message(excusedLines(excused))]),
      ...unused.map((waiver) => message([`nothing needs the waiver ${waiverText(waiver)}: remove it`])),
    ],
    ...(failure.length === 0 ? {} : { failure: message([...failure, ...tail(through)]) }),
  };
}

/** Names in it come from whoever may create objects; line breaks are ours. */
function message(lines: readonly string[]): string {
  return lines.map(inert).join("\n");
}

function covers(waiver: Waiver, attack: string, { role, target }: AttemptResult): boolean {
  return (
    waiver.attack === attack &&
    (waiver.role === undefined || waiver.role === role) &&
    (waiver.object === undefined || (target !== undefined && waiver.object === targetText(target)))
  );
}

function add(cases: Case[], attack: AttackResult, attempt: AttemptResult): void {
  const last = cases.at(-1);
  if (last?.attack === attack) last.attempts.push(attempt);
  else cases.push({ attack, attempts: [attempt] });
}

function count(cases: readonly Case[]): number {
  return cases.reduce((sum, { attempts }) => sum + attempts.length, 0);
}

const SEVERITIES: readonly AttackResult["severity"][] = ["critical", "high", "medium", "low"];

function throughLines(cases: readonly Case[], database: string): string[] {
  if (cases.length === 0) return [];
  const sorted = [...cases].sort(
    (a, b) => SEVERITIES.indexOf(a.attack.severity) - SEVERITIES.indexOf(b.attack.severity),
  );
  return [
    `${plural(cases.length, "attack")} got through on database ${JSON.stringify(database)}:`,
    ...sorted.flatMap(({ attack, attempts }) => [
      `  ${attack.id} (${attack.severity}): ${attack.title}`,
      ...attemptLines(attempts),
      `    fix: ${attack.fix}`,
    ]),
  ];
}

function untriedLines(cases: readonly Case[], database: string): string[] {
  if (cases.length === 0) return [];
  return [
    `${plural(cases.length, "attack")} could not be tried in full on database ${JSON.stringify(database)}, which proves nothing:`,
    ...byReason(cases),
    "  mend what stands in the way, or say allowNotRun: true if less will do",
  ];
}

/** Less will do, but not nothing. */
function blindLines(blind: readonly BlindSpot[], database: string): string[] {
  if (blind.length === 0) return [];
  return [
    `on database ${JSON.stringify(database)} nothing was tried of what allowNotRun does not excuse:`,
    ...blind.map(({ what, reason }) => `  ${what}: ${reason}`),
    "  mend what stands in the way, or waive the attacks by name",
  ];
}

/** What could not be tried has few reasons and many attempts: each reason once. */
function byReason(cases: readonly Case[]): string[] {
  const reasons = new Map<string, { ids: Set<string>; attempts: number }>();
  for (const { attack, attempts } of cases) {
    for (const attempt of attempts) {
      const reason = saying(attempt);
      const found = reasons.get(reason) ?? { ids: new Set(), attempts: 0 };
      found.ids.add(attack.id);
      found.attempts++;
      reasons.set(reason, found);
    }
  }
  return [...reasons].map(([reason, { ids, attempts }]) => {
    const names = [...ids];
    const rest = names.length - SHOWN;
    const list = rest > 0 ? `${names.slice(0, SHOWN).join(", ")} and ${rest} more` : names.join(", ");
    return `  ${list} (${plural(attempts, "attempt")}): ${reason}`;
  });
}

function excusedLines(cases: readonly Case[]): string[] {
  return [
    `${plural(cases.length, "attack")} could not be tried in full and so proved nothing:`,
    ...byReason(cases),
  ];
}

/** How to waive, shown on the first that got through. */
function tail(cases: readonly Case[]): string[] {
  const [first] = cases;
  const attempt = first?.attempts[0];
  if (first === undefined || attempt === undefined) return [];
  const { role, target } = attempt;
  const waiver = {
    attack: first.attack.id,
    ...(target === undefined ? {} : { object: targetText(target) }),
    ...(role === undefined ? {} : { role }),
    reason: "…",
  };
  return [
    `What is meant to be possible is waived by name, for example waive: [${waiverText(waiver)}].`,
    "Everything that the attacks did was rolled back; what this update granted before stays granted.",
  ];
}

function attemptLines(attempts: readonly AttemptResult[]): string[] {
  const lines = attempts.slice(0, SHOWN).map((attempt) => {
    const { role, target } = attempt;
    const who = role === undefined ? [] : [role.startsWith("(") ? role : displayIdentifier(role)];
    const where = target === undefined ? [] : [targetText(target)];
    const subject = [...who, ...where].join(" on ");
    return `    ${subject}${subject === "" ? "" : ": "}${saying(attempt)}`;
  });
  const rest = attempts.length - lines.length;
  return rest > 0 ? [...lines, `    … and ${plural(rest, "more attempt")}`] : lines;
}

/** What an outcome says of itself, whichever it is. */
function saying({ outcome }: AttemptResult): string {
  if ("evidence" in outcome) return outcome.evidence;
  return "reason" in outcome ? outcome.reason : outcome.status;
}

function targetText(target: NonNullable<AttemptResult["target"]>): string {
  return target.kind === "role" ? `role ${displayIdentifier(target.name)}` : objectKey(target);
}

function waiverText({ attack, object, role, reason }: Waiver): string {
  const parts = Object.entries({ attack, object, role, reason }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`],
  );
  return `{ ${parts.join(", ")} }`;
}

function plural(count: number, noun: string): string {
  return `${new Intl.NumberFormat("en").format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
