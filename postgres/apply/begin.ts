import { DEFAULT_TIMEOUTS, type Session } from "../connect/session";
import { takeAdvisoryLock } from "../sql/transaction";
import { stillWaiting } from "./errors";
import { watchingLocks } from "./lock-watch";

/** Milliseconds after which the server ends a transaction whose client has fallen asleep, and gives its locks back. */
const IDLE = 60_000;

/** Milliseconds after which the server notices that the client is gone while it waits for a lock. */
const CHECK_CLIENT = 2_000;

/** Begins the transaction of an update: its limits, and the lock that lets one update of a database run at a time. */
export async function begin(session: Session, progress: (sentence: string) => void): Promise<void> {
  await session.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  await session.query(
    `SELECT pg_catalog.set_config('idle_in_transaction_session_timeout', $1, true),
            CASE WHEN pg_catalog.version() LIKE '%linux%' THEN pg_catalog.set_config('client_connection_check_interval', $2, true) END,
            pg_catalog.set_config('lock_timeout', '0', true)`,
    // Other systems than Linux refuse the second one. Waiting for another update is no lock problem of the application:
    // for that only the statement timeout counts.
    [`${IDLE}`, `${CHECK_CLIENT}`],
  );
  await watchingLocks(
    session,
    () => session.query(takeAdvisoryLock()),
    ({ sentence }) => progress(sentence),
    stillWaiting,
  );
  await session.query("SELECT pg_catalog.set_config('lock_timeout', $1, true)", [
    `${session.settings.lockTimeout ?? DEFAULT_TIMEOUTS.lock}`,
  ]);
}
