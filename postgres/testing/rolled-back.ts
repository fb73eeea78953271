import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";

/** Test fixture: does the work in a transaction that is rolled back, so that roles and parameters of the cluster leave no trace. */
export async function rolledBack<T>(
  settings: ConnectionSettings,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return withSession(settings, async (session) => {
    await session.query("BEGIN");
    try {
      return await work(session);
    } finally {
      await session.query("ROLLBACK");
    }
  });
}
