import { setTimeout as sleep } from "node:timers/promises";
import { connect, leave, type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import type { Plan } from "../plan/plan";
import { begin } from "./begin";
import { carryOut } from "./carry-out";
import { commit } from "./commit";
import { ApplyError, gaveUp, locksItselfOut, notConverged, OutcomeUnknown } from "./errors";
import { type Passing, Patience, passing, passingConnect } from "./retry";
import { prepare } from "./rights";

/** How {@link converge} is watched and stopped. */
export interface ConvergeOptions {
  /** Breaks the update off; the server rolls back. A COMMIT that has begun is waited for. */
  readonly signal?: AbortSignal;
  /** Called with what is being done, for example `3 of 12: shop_readonly gains SELECT on 12 tables in app`. */
  readonly progress?: (sentence: string) => void;
}

/** What an update came to. */
export interface Converged<P extends Plan> {
  /** What was carried out. */
  readonly done: P;
  /** The plan afterwards: empty. */
  readonly after: P;
}

/** Rounds of one transaction: others may make new objects while it runs, and those are in scope too. */
const ROUNDS = 3;

/**
 * Brings a database to a plan in one transaction: takes the advisory lock, plans on what is there *then*, sees that all
 * rights are there, makes the statements, each in the right that it needs, and plans again: anything left over means
 * that the server did not do what it was told, and all is rolled back. What passes by itself (conflicts with others,
 * locks, a lost connection, a server that restarts) is tried again in a new transaction, a bounded number of times.
 *
 * @throws ApplyError, ConnectionError: nothing was changed. OutcomeUnknown: nobody can tell.
 */
export async function converge<P extends Plan>(
  settings: ConnectionSettings,
  plan: (session: Session) => Promise<P>,
  options: ConvergeOptions = {},
): Promise<Converged<P>> {
  const patience = new Patience();
  let wasThere = false;
  let first: unknown;
  // A transaction that was committed and whose answer got lost; the next attempt finds little or nothing left to do.
  let lost: { readonly done: P; readonly xid: string } | undefined;
  for (;;) {
    const result: Attempt<P> = await attempt(settings, plan, options, wasThere);
    wasThere ||= result.connected;
    if (result.kind === "done") return lost === undefined ? result : { done: lost.done, after: result.after };
    if (result.kind === "lost after commit") lost = result;
    const { error } = result;
    first ??= error;
    const pause = result.passing === undefined ? undefined : patience.pauseAfter(result.passing);
    if (pause === undefined) {
      if (lost !== undefined) throw new OutcomeUnknown(lost.xid, error);
      throw patience.attempts === 1 ? error : gaveUp(first, error, patience.attempts);
    }
    options.progress?.(`tries again: ${error instanceof Error ? error.message : String(error)}`);
    // A cancellation ends the pause; the next attempt then says so.
    const stop = options.signal === undefined ? {} : { signal: options.signal };
    await sleep(pause, undefined, stop).catch(() => undefined);
  }
}

type Attempt<P extends Plan> = { readonly connected: boolean } & (
  | ({ readonly kind: "done" } & Converged<P>)
  | {
      readonly kind: "lost after commit";
      readonly done: P;
      readonly xid: string;
      readonly error: unknown;
      readonly passing: Passing;
    }
  | { readonly kind: "failed"; readonly error: unknown; readonly passing: Passing | undefined }
);

async function attempt<P extends Plan>(
  settings: ConnectionSettings,
  plan: (session: Session) => Promise<P>,
  { signal, progress }: ConvergeOptions,
  wasThere: boolean,
): Promise<Attempt<P>> {
  // A function, because a signal changes while others are waited for.
  const isCancelled = () => signal?.aborted === true;
  if (isCancelled()) return failed(cancelled(), undefined, wasThere);
  let session: Session;
  try {
    session = await connect(settings);
  } catch (error) {
    return failed(error, passingConnect(error, wasThere), false);
  }
  let ended: Promise<void> | undefined;
  const abort = () => {
    ended = terminate(session);
  };
  signal?.addEventListener("abort", abort, { once: true });
  if (isCancelled()) abort();
  try {
    const converged = await changes(session, plan, progress ?? (() => undefined));
    // From here on a cancellation breaks nothing off, so that there is no doubt.
    signal?.removeEventListener("abort", abort);
    if (ended !== undefined) throw cancelled();
    progress?.("commits");
    const result = await commit(session, signal);
    // Nobody looks again for who cancelled; the server's word is enough.
    const isOver = result.outcome === "committed without answer" && isCancelled();
    if (result.outcome === "committed" || isOver) return { ...converged, kind: "done", connected: true };
    if (result.outcome === "rolled back") {
      // Whoever cancelled wants no second attempt.
      if (isCancelled()) return failed(cancelled(), undefined, true);
      return failed(result.error, passing(result.error), true);
    }
    return { ...result, done: converged.done, kind: "lost after commit", passing: "loss", connected: true };
  } catch (error) {
    if (error instanceof OutcomeUnknown) return failed(error, undefined, true);
    if (ended !== undefined || isCancelled()) {
      await ended;
      return failed(cancelled(), undefined, true);
    }
    await session.query("ROLLBACK").catch(() => undefined);
    return failed(error, passing(error), true);
  } finally {
    signal?.removeEventListener("abort", abort);
    leave(session);
  }
}

/** The transaction up to its COMMIT. */
async function changes<P extends Plan>(
  session: Session,
  plan: (session: Session) => Promise<P>,
  progress: (sentence: string) => void,
): Promise<Converged<P>> {
  await begin(session, progress);
  progress("reads the catalog");
  const done = await plan(session);
  let after = done;
  for (let round = 1; after.statements.length > 0; round++) {
    const made = after;
    const task = await prepare(session, made);
    session.takeNotices();
    await carryOut(session, task, progress);
    const notices = session.takeNotices();
    progress("sees whether all of it took effect");
    after = await plan(session);
    if (after.statements.length === 0) break;
    if (round === ROUNDS || isLeftOver(made, after)) throw notConverged(after.changes, notices);
  }
  if (done.statements.length > 0) await keepsTheDoorOpen(session);
  return { done, after };
}

/** An update that takes CONNECT from the role that makes it could never be followed by another one. */
async function keepsTheDoorOpen(session: Session): Promise<void> {
  const [row] = await session.query<{ open: boolean; user: string }>(
    "SELECT pg_catalog.has_database_privilege(session_user, current_database(), 'CONNECT') AS open, session_user AS user",
  );
  if (row?.open === false) throw locksItselfOut(row.user, session.settings.database);
}

/** Whether something was to be done and is not; else it is new, and another round's work. */
function isLeftOver(made: Plan, after: Plan): boolean {
  const lines = new Set(made.changes.map(({ object, text }) => JSON.stringify([object, text])));
  return (
    after.changes.length === 0 ||
    after.changes.some(({ object, text }) => lines.has(JSON.stringify([object, text])))
  );
}

/**
 * Breaks a session off and ends the server's side too. A server that waits for a lock does not notice at once that its client is gone, and would
 * keep the transaction, with the locks it has. A role may always end its own sessions.
 */
export async function terminate(session: Session): Promise<void> {
  session.destroy();
  await withSession({ ...session.settings, connectTimeout: 4000 }, (other) =>
    other.query("SELECT pg_catalog.pg_terminate_backend($1)", [session.processId]),
  ).catch(() => undefined);
}

function failed(
  error: unknown,
  kind: Passing | undefined,
  connected: boolean,
): { kind: "failed"; error: unknown; passing: Passing | undefined; connected: boolean } {
  return { kind: "failed", error, passing: kind, connected };
}

function cancelled(): ApplyError {
  return new ApplyError("cancelled: the transaction was rolled back, nothing was changed");
}
