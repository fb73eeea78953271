import type { Session } from "../connect/session";
import { IDLE, takeTurn } from "./turn";

/** Milliseconds after which the server notices that the client is gone while it waits for a lock. */
const CHECK_CLIENT = 2_000;

/** Begins the transaction of an update: its limits, and the lock that lets one update of a database run at a time. */
export async function begin(session: Session, progress: (sentence: string) => void): Promise<void> {
  await session.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  await session.query(
    `SELECT pg_catalog.set_config('idle_in_transaction_session_timeout', $1, true),
            CASE WHEN pg_catalog.version() LIKE '%linux%' THEN pg_catalog.set_config('client_connection_check_interval', $2, true) END`,
    // Other systems than Linux refuse the second one.
    [`${IDLE}`, `${CHECK_CLIENT}`],
  );
  await takeTurn(session, progress);
}
