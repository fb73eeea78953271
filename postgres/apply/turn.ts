import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_TIMEOUTS, type Session, withSession } from "../connect/session";
import { inert } from "../inert";
import { ADVISORY_LOCK, takeAdvisoryLock } from "../sql/transaction";
import { stillWaiting } from "./errors";
import { type Party, partyText } from "./party";

/** Milliseconds after which the server ends an update whose client has fallen asleep, and gives its locks back. */
export const IDLE = 60_000;

/** Milliseconds that an update waits for others at most, unless its statements may take longer. */
const LONGEST = 3_600_000;

/** Milliseconds until it is looked who holds the lock, and between two looks. */
const FIRST_LOOK = 1_000;
const INTERVAL = 5_000;

/** Milliseconds that a look may take. */
const LOOK = 4_000;

/**
 * Waits for the lock that lets one update of a database run at a time, and tells for whom. How long is no matter of
 * `statementTimeout` as long as another update holds it: twenty may stand in line, and each gets on, because the server
 * ends a statement of it after its `statementTimeout` and a pause after {@link IDLE}. Any other session that holds the
 * lock is waited for no longer than a statement may take.
 *
 * @throws ApplyError that names who holds it.
 */
export async function takeTurn(session: Session, progress: (sentence: string) => void): Promise<void> {
  const limit = session.settings.statementTimeout ?? DEFAULT_TIMEOUTS.statement;
  await session.query(
    "SELECT pg_catalog.set_config('lock_timeout', '0', true), pg_catalog.set_config('statement_timeout', $1, true)",
    [`${limit === 0 ? 0 : Math.max(limit, LONGEST)}`],
  );
  const over = new AbortController();
  let holder: Holder | undefined;
  let givenUp = false;
  const watch = (async () => {
    const interval = limit === 0 ? INTERVAL : Math.max(FIRST_LOOK, Math.min(INTERVAL, limit / 2));
    let strangerSince = Date.now();
    for (let pause = FIRST_LOOK; !over.signal.aborted; pause = interval) {
      await sleep(pause, undefined, { signal: over.signal });
      // A look that fails tells nothing; LONGEST remains.
      await look(session, async (other, found) => {
        if (found === undefined || over.signal.aborted) return;
        holder = found;
        progress(`waits for ${holderText(found)}`);
        if (isUpdate(found, session)) strangerSince = Date.now();
        else if (limit !== 0 && Date.now() - strangerSince >= limit) {
          givenUp = true;
          await other.query("SELECT pg_catalog.pg_cancel_backend($1)", [session.processId]);
        }
      }).catch(() => undefined);
    }
  })().catch(() => undefined);
  try {
    await session.query(takeAdvisoryLock());
    over.abort();
    // What was given up may be granted in the same moment, and is cancelled in the next.
    if (givenUp) await watch;
    if (givenUp) throw new Error("the lock came too late");
  } catch (error) {
    over.abort();
    await watch;
    throw stillWaiting(error, holder === undefined ? undefined : holderText(holder));
  } finally {
    over.abort();
  }
  await session.query(
    "SELECT pg_catalog.set_config('lock_timeout', $1, true), pg_catalog.set_config('statement_timeout', $2, true)",
    [`${session.settings.lockTimeout ?? DEFAULT_TIMEOUTS.lock}`, `${limit}`],
  );
}

/** Who holds the lock. */
interface Holder extends Party {
  /** Seconds since its state changed; `null` where others' sessions are hidden. */
  readonly still: number | null;
}

async function look(
  session: Session,
  then: (other: Session, holder: Holder | undefined) => Promise<void>,
): Promise<void> {
  const settings = { ...session.settings, connectTimeout: LOOK, statementTimeout: LOOK };
  await withSession(settings, async (other) => {
    const [holder] = await other.query<Holder>(
      `SELECT l.pid, a.application_name AS application, a.usename AS user, a.state,
              extract(epoch FROM now() - a.xact_start)::int AS seconds,
              extract(epoch FROM now() - a.state_change)::int AS still
         FROM pg_catalog.pg_locks l
         LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> $2
          AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
          AND ((l.classid::bigint << 32) | l.objid::bigint) = $1`,
      [ADVISORY_LOCK, session.processId],
    );
    await then(other, holder);
  });
}

/** Whether another update holds it. One that stands still for longer than the server lets an update is none. */
function isUpdate({ application, state, still }: Holder, session: Session): boolean {
  const isNamedSo = application === "palisade" || application === session.settings.applicationName;
  const sleeps = state !== null && state !== "active" && (still ?? 0) * 1000 > IDLE + INTERVAL;
  return isNamedSo && !sleeps;
}

function holderText(holder: Holder): string {
  return inert(`the lock of Palisade's updates, held by ${partyText(holder)}`);
}
