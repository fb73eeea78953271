import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";

/** Reads in one consistent, read-only transaction that leaves no trace. */
export async function observe<T>(
  settings: ConnectionSettings,
  read: (session: Session) => Promise<T>,
): Promise<T> {
  return withSession(settings, async (session) => {
    await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      return await read(session);
    } finally {
      await session.query("ROLLBACK").catch(() => undefined);
    }
  });
}
