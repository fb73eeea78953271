import { type Session, withSession } from "../postgres/connect/session";
import type { ConnectionSettings } from "../postgres/connect/settings";
import { takeAdvisoryLock } from "../postgres/sql/transaction";
import type { AnyRoleAttack, Attack, ConnectionAttack } from "./attack";
import { ATTACKS } from "./attacks/index";
import { wageCampaign } from "./campaign";
import { assail } from "./connection/assail";
import { ProofError, serverError } from "./errors";
import { type AttackResult, attackerName, type ProofReport, tally } from "./report";
import { type Stage, type StageOptions, setStage } from "./stage";

/** How a proof is made. */
export interface ProofOptions extends StageOptions {
  /** Only the attacks with these ids. @default all */
  readonly only?: readonly string[];
  /** Called before each attempt, with how many there are. */
  readonly onProgress?: (done: number, total: number, title: string) => void;
}

/**
 * Attacks a live database as each of its low-trust roles, in one transaction that is rolled back, and its server by
 * fresh connections that send no password. Leaves nothing behind. Needs a connection whose role is a superuser, or may
 * act as (SET ROLE) the attacked roles and the owners; what such a role cannot attempt is reported as not run.
 *
 * Given a session, that session must not be in a transaction; prepared statements of its own are lost. Throws a
 * {@link ProofError} where nothing can be proven, and a `ConnectionError` where no connection can be made.
 */
export async function runProof(
  target: Session | ConnectionSettings,
  options: ProofOptions = {},
): Promise<ProofReport> {
  return "query" in target
    ? prove(target, options)
    : withSession(target, (session) => prove(session, options));
}

async function prove(session: Session, options: ProofOptions): Promise<ProofReport> {
  const attacks = chosen(options.only);
  await begin(session, options.noWrite === true);
  let stage: Stage;
  let results: AttackResult[];
  try {
    stage = await setStage(session, options);
    results = await wageCampaign(stage, attacks.filter(isByRole), options.onProgress);
  } finally {
    await end(session);
  }
  results.push(...(await assail(session.settings, attacks.filter(isByConnection), stage.scene)));
  return reportOf(session.settings, stage, results);
}

function chosen(only: readonly string[] | undefined): readonly Attack[] {
  if (only === undefined) return ATTACKS;
  const unknown = only.filter((id) => !ATTACKS.some((attack) => attack.id === id));
  if (unknown.length > 0) throw new ProofError(`there is no attack called ${unknown.join(", ")}`);
  return ATTACKS.filter(({ id }) => only.includes(id));
}

function isByConnection(attack: Attack): attack is ConnectionAttack {
  return "aims" in attack;
}

function isByRole(attack: Attack): attack is AnyRoleAttack {
  return !("aims" in attack);
}

/**
 * One snapshot for the whole proof, which the server itself keeps from writing where nothing may be written: rows that were there before keep still under the attacks. The lock keeps an apply
 * and a second proof out, which would otherwise wait for each other's rows.
 */
async function begin(session: Session, noWrite: boolean): Promise<void> {
  const [standby] = await session.query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
  if (standby?.standby === true)
    throw new ProofError("the server is a standby, which accepts no writes at all: prove its primary");
  const mode = noWrite ? "READ ONLY" : "READ WRITE";
  await session.query(`BEGIN ISOLATION LEVEL REPEATABLE READ ${mode}`).catch((error: unknown) => {
    // A transaction that has run a statement already cannot change its isolation level.
    if (serverError(error)?.code !== "25001") throw error;
    throw new ProofError(
      "the session is in a transaction, which the proof would roll back: end it first",
      error,
    );
  });
  try {
    await session.query(takeAdvisoryLock());
  } catch (error) {
    await end(session);
    if (serverError(error)?.code === "55P03")
      throw new ProofError(
        "another run of palisade is changing or proving this database: try again when it is done",
        error,
      );
    throw error;
  }
}

/** Prepared statements outlive a transaction, so they go too. A broken connection has rolled back by itself. */
async function end(session: Session): Promise<void> {
  await session.query("ROLLBACK; DEALLOCATE ALL").catch(() => undefined);
  session.takeNotices();
}

function reportOf(
  { host, port }: ConnectionSettings,
  { scene, contexts, server }: Stage,
  results: readonly AttackResult[],
): ProofReport {
  const { version, platform } = server;
  return {
    target: { kind: "server", host, port, database: scene.model.database, serverVersion: version, platform },
    attackers: contexts.map(({ attacker }) => ({ role: attackerName(attacker), kind: attacker.kind })),
    excepted: scene.excepted.map(({ object: { kind, schema, name }, reason }) => ({
      object: { kind, ...(schema === undefined ? {} : { schema }), name },
      reason,
    })),
    attacks: results,
    attackTally: tally(results.map(({ status }) => status)),
    attemptTally: tally(results.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome.status))),
  };
}
