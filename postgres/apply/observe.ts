import { type Beside, connect, type Session } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { beginReading } from "../sql/transaction";
import { endReading, SecondSession } from "./second-session";

/** How {@link observe} may read. */
export interface ObserveOptions {
  /** With no more than one session, however much there is to read. @default false */
  readonly alone?: boolean;
}

/**
 * Reads in one consistent, read-only transaction that leaves no trace. `beside` gives a second session that sees the very
 * same, where there is so much to read that it pays, and otherwise the one that there is.
 */
export async function observe<T>(
  settings: ConnectionSettings,
  read: (session: Session, beside: Beside) => Promise<T>,
  { alone = false }: ObserveOptions = {},
): Promise<T> {
  const begun = performance.now();
  const session = await connect(settings);
  const second = new SecondSession(session, performance.now() - begun);
  try {
    // Sent together with the first questions, which are answered after it: over a network a round trip less.
    const [, result] = await Promise.all([
      session.query(beginReading()),
      read(session, async () => (alone ? undefined : await second.session()) ?? session),
    ]);
    return result;
  } finally {
    await second.end();
    endReading(session);
  }
}
