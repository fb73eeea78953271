import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../connect/errors";
import { connect, type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import type { Plan, PlannedStatement } from "../plan/plan";
import { resetRole, setLocalRole, takeAdvisoryLock } from "../sql/transaction";
import { ApplyError, notConverged, statementRefused } from "./errors";

/** How {@link converge} is watched and stopped. */
export interface ConvergeOptions {
  /** Breaks the connection off at once; the server rolls back. */
  readonly signal?: AbortSignal;
  /** Called before each statement, with how many there are. */
  readonly progress?: (done: number, total: number, statement: PlannedStatement) => void;
}

/** Failures that a second attempt mends: serialization_failure, deadlock_detected. */
const RETRY_CODES: ReadonlySet<string> = new Set(["40001", "40P01"]);
const ATTEMPTS = 5;

/**
 * Brings a database to a plan in one transaction: takes the advisory lock, plans on what is there *then*, makes the
 * statements, and plans again: anything left over means that the server did not do what it was told, and all is
 * rolled back. Deadlocks and concurrent catalog updates are tried again, at most five times with growing pauses.
 * Returns the plan that was carried out and the (empty) plan afterwards.
 */
export async function converge<P extends Plan>(
  settings: ConnectionSettings,
  plan: (session: Session) => Promise<P>,
  options: ConvergeOptions = {},
): Promise<{ done: P; after: P }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(settings, plan, options);
    } catch (error) {
      if (attempt >= ATTEMPTS || options.signal?.aborted === true || !isPassing(error)) throw error;
      // A cancellation ends the pause; the next attempt then says so.
      await sleep(50 * 2 ** attempt * (0.5 + Math.random()), undefined, options).catch(() => undefined);
    }
  }
}

async function attemptOnce<P extends Plan>(
  settings: ConnectionSettings,
  plan: (session: Session) => Promise<P>,
  { signal, progress }: ConvergeOptions,
): Promise<{ done: P; after: P }> {
  signal?.throwIfAborted();
  const session = await connect(settings);
  let ended: Promise<void> = Promise.resolve();
  const abort = () => {
    ended = terminate(session);
  };
  signal?.addEventListener("abort", abort, { once: true });
  try {
    await session.query("BEGIN ISOLATION LEVEL READ COMMITTED");
    // Waiting for another update is no lock problem of the application: here only the statement timeout counts.
    await session.query("SET LOCAL lock_timeout = 0");
    await session.query(takeAdvisoryLock());
    await session.query("SELECT pg_catalog.set_config('lock_timeout', $1, true)", [
      `${settings.lockTimeout ?? 5000}`,
    ]);
    const done = await plan(session);
    session.takeNotices();
    await run(session, done.statements, progress);
    const after = done.statements.length === 0 ? done : await plan(session);
    if (after.statements.length > 0) throw notConverged(after.changes, session.takeNotices());
    await session.query("COMMIT");
    return { done, after };
  } catch (error) {
    if (signal?.aborted === true) {
      await ended;
      throw new ApplyError("cancelled: the transaction was rolled back, nothing was changed");
    }
    await session.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
    await session.end();
  }
}

/**
 * Ends the server's side too. A server that waits for a lock does not notice that its client is gone, and would keep
 * the transaction, with the locks it has, until it gets the lock or its timeout. A role may always end its own sessions.
 */
async function terminate(session: Session): Promise<void> {
  session.destroy();
  await withSession({ ...session.settings, connectTimeout: 4000 }, (other) =>
    other.query("SELECT pg_catalog.pg_terminate_backend($1)", [session.processId]),
  ).catch(() => undefined);
}

async function run(
  session: Session,
  statements: readonly PlannedStatement[],
  progress: ConvergeOptions["progress"],
): Promise<void> {
  let role: string | undefined;
  for (const [index, statement] of statements.entries()) {
    progress?.(index, statements.length, statement);
    try {
      if (statement.actAs !== role) {
        await session.query(statement.actAs === undefined ? resetRole() : setLocalRole(statement.actAs));
        role = statement.actAs;
      }
      await session.query(statement.sql);
    } catch (error) {
      throw statementRefused(statement, session.settings.user, error);
    }
  }
  if (role !== undefined) await session.query(resetRole());
}

/** `tuple concurrently updated` has no SQLSTATE of its own (XX000), so its text decides. */
function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined && RETRY_CODES.has(code)) return true;
  return code === "XX000" && /tuple concurrently (updated|deleted)/.test(String(error));
}
