import { inert } from "../postgres/inert";
import { objectKey } from "../postgres/model/keys";
import { displayIdentifier } from "../postgres/sql/quote";
import { FAMILIES, type Family } from "./attack";
import type { AttackResult, AttemptResult, ProofReport, ReportedTarget, Status, Tally } from "./report";

/** How many attempts of one attack are spelled out; JSON has them all. */
const SHOWN = 5;

const MARK: Readonly<Record<Status, string>> = {
  defended: "defended",
  "got through": "GOT THROUGH",
  "not run": "NOT RUN",
  vulnerable: "VULNERABLE",
  "not applicable": "no target",
};

/**
 * The proof as a person reads it: one line an attack, by family, with what it was tried on; below the attacks that got
 * through their evidence, why it matters and what to do. Ends with a line that sums up.
 */
export function renderProofText(report: ProofReport): string {
  const width = Math.max(0, ...report.attacks.map(({ title }) => title.length));
  const families = (Object.keys(FAMILIES) as Family[]).flatMap((family) => {
    const attacks = report.attacks.filter((attack) => attack.family === family);
    return attacks.length === 0 ? [] : [familyLines(family, attacks, width)];
  });
  const blocks = [headLines(report), ...families, [summaryLine(report)]];
  return `${blocks.map((lines) => lines.map((line) => inert(line.trimEnd())).join("\n")).join("\n\n")}\n`;
}

function headLines({ target, attackers, excepted }: ProofReport): string[] {
  const names = attackers.map(({ role, kind }) =>
    kind === "stranger" ? "a made-up stranger" : `${displayIdentifier(role)} (${kind})`,
  );
  return [
    `Proof of database ${displayIdentifier(target.database)} on ${target.host}:${target.port}, PostgreSQL ${target.serverVersion}`,
    `Attacks as ${names.join(", ")}; everything they do is rolled back`,
    ...excepted.map(
      ({ object, reason }) => `Excepted: ${objectKey(object)} is no tenant's, by declaration: ${reason}`,
    ),
  ];
}

function familyLines(family: Family, attacks: readonly AttackResult[], width: number): string[] {
  return [
    `${family.toUpperCase()}: ${FAMILIES[family]}`,
    ...attacks.flatMap((attack) => [
      `  ${(isLeftOut(attack) ? "left out" : MARK[attack.status]).padEnd(11)}  ${attack.title.padEnd(width)}  ${tried(attack)}`,
      ...details(attack),
    ]),
  ];
}

/** What an attack was tried on: `3 roles × 12 tables`. */
function tried({ attempts, reason }: AttackResult): string {
  const made = attempts.filter(({ outcome }) => outcome.status !== "not applicable");
  if (made.length === 0) return reason ?? commonReason(attempts);
  const roles = new Set(made.flatMap(({ role }) => role ?? []));
  const targets = new Map(
    made.flatMap(({ target }) => (target === undefined ? [] : [[text(target), target]])),
  );
  return [
    ...(roles.size === 0 ? ["the server"] : [counted(roles.size, "role")]),
    ...(targets.size === 0 ? [] : [kinds([...targets.values()])]),
  ].join(" × ");
}

function commonReason(attempts: readonly AttemptResult[]): string {
  const reasons = new Set(
    attempts.flatMap(({ outcome }) => (outcome.status === "not applicable" ? [outcome.reason] : [])),
  );
  return reasons.size === 1 ? [...reasons].join() : "nothing to attack";
}

function kinds(targets: readonly ReportedTarget[]): string {
  const names = new Set(targets.map(({ kind }) => kind));
  const [only] = names;
  return counted(targets.length, names.size === 1 && only !== undefined ? only : "object");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function details(attack: AttackResult): string[] {
  if (attack.status === "got through") {
    return [
      ...attemptLines(attack.attempts, "got through"),
      `      severity: ${attack.severity}`,
      `      why: ${attack.why}`,
      `      fix: ${attack.fix}`,
      ...attemptLines(attack.attempts, "not run"),
    ];
  }
  if (attack.status === "vulnerable") return exposureLines(attack.attempts);
  return attack.status === "not run" ? attemptLines(attack.attempts, "not run") : [];
}

/** What hole the server has, once, and what makes it harmless. */
function exposureLines(attempts: readonly AttemptResult[]): string[] {
  const lines = attempts.flatMap(({ outcome }) =>
    outcome.status === "vulnerable"
      ? [
          `      the server has ${outcome.hole}: upgrade to ${outcome.upgrade}`,
          `      harmless here: ${outcome.how}`,
        ]
      : [],
  );
  return [...new Set(lines)];
}

function attemptLines(attempts: readonly AttemptResult[], status: "got through" | "not run"): string[] {
  const lines = attempts.flatMap(({ role, target, outcome }) => {
    if (outcome.status !== status) return [];
    const who = role === undefined ? "" : role;
    const where = target === undefined ? "" : `${who === "" ? "" : " on "}${text(target)}`;
    const said = outcome.status === "got through" ? outcome.evidence : `not run: ${outcome.reason}`;
    return [`      ${who}${where}${who === "" && where === "" ? "" : ": "}${said}`];
  });
  const rest = lines.length - SHOWN;
  return rest > 0
    ? [...lines.slice(0, SHOWN), `      … and ${rest} more: --format json has them all`]
    : lines;
}

/** A target as people read it. */
function text(target: ReportedTarget): string {
  return target.kind === "role" ? `role ${displayIdentifier(target.name)}` : objectKey(target);
}

/** `93 attacks, 1,116 attempts: all defended`, or how many were not. */
export function summaryLine({ attacks, attackTally, attemptTally }: ProofReport): string {
  const number = new Intl.NumberFormat("en");
  const left = attacks.filter(isLeftOut).length;
  const tried = { ...attackTally, notRun: attackTally.notRun - left };
  const head = `${number.format(made(tried))} attacks, ${number.format(made(attemptTally))} attempts: `;
  const rest = left > 0 ? `; ${left} attacks left out, which would have written` : "";
  if (tried.gotThrough + tried.notRun + tried.vulnerable === 0 && tried.defended > 0)
    return `${head}all defended${rest}`;
  return head + parts(tried).join(", ") + rest;
}

/** An attack that was not to be made. */
function isLeftOut({ status, attempts }: AttackResult): boolean {
  return status === "not run" && attempts.length === 0;
}

function made({ notApplicable: _, ...tally }: Tally): number {
  return Object.values(tally).reduce((sum, each) => sum + each, 0);
}

function parts({ defended, gotThrough, notRun, vulnerable }: Tally): string[] {
  return [
    ...(gotThrough > 0 ? [`${gotThrough} GOT THROUGH`] : []),
    ...(notRun > 0 ? [`${notRun} not run in full, which proves nothing`] : []),
    `${defended} defended`,
    ...(vulnerable > 0 ? [`${vulnerable} by holes of the server that are harmless here: upgrade it`] : []),
  ];
}
