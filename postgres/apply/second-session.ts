import { setTimeout as sleep } from "node:timers/promises";
import { connect, leave, type Session } from "../connect/session";
import { beginReading, takeSnapshot } from "../sql/transaction";

/** When a second session pays. */
export interface Terms {
  /**
   * Bytes of `pg_policy`, and of a quarter of `pg_class`, for each millisecond that the first session took to be there: about
   * three times what the server reads in that time. With two policies on each of a thousand tables there are 2.2 MB, and a
   * reading of 90 ms is not shortened by a session that takes 30 ms to be there; of ten thousand it is, by half.
   */
  readonly bytes: number;
  /** How many times as long as the first session the second may take to be there. */
  readonly patience: number;
}

const TERMS: Terms = { bytes: 100_000, patience: 3 };

/**
 * A second session that sees what the first one sees, by the snapshot of its transaction (`pg_export_snapshot`). It is
 * opened when it is first asked for, and while the first one works. Where it does not pay or cannot be had, for want of
 * connections or behind a pool that has one only, there is none.
 */
export class SecondSession {
  readonly #first: Session;
  readonly #connecting: number;
  readonly #terms: Terms;
  #session: Promise<Session | undefined> | undefined;

  /** `first` is in a transaction of the isolation level REPEATABLE READ, and took `connecting` milliseconds to be there. */
  constructor(first: Session, connecting: number, terms = TERMS) {
    this.#first = first;
    this.#connecting = connecting;
    this.#terms = terms;
  }

  /** The session, or `undefined` where there is none. Never rejects. */
  session(): Promise<Session | undefined> {
    this.#session ??= this.#open().catch(() => undefined);
    return this.#session;
  }

  /** Ends it. Never throws. */
  async end(): Promise<void> {
    const session = await this.#session;
    if (session !== undefined) endReading(session);
  }

  async #open(): Promise<Session | undefined> {
    const [row] = await this.#first.rows(SNAPSHOT, [Math.round(this.#connecting * this.#terms.bytes)]);
    const snapshot = row?.[0];
    if (typeof snapshot !== "string") return undefined;
    return inTime(share(this.#first, snapshot), this.#connecting * this.#terms.patience);
  }
}

/** Ends a session with the transaction in which it has read, and waits for neither. Never throws. */
export function endReading(session: Session): void {
  leave(session, "ROLLBACK");
}

const SNAPSHOT = `SELECT CASE WHEN pg_catalog.has_function_privilege('pg_catalog.pg_export_snapshot()', 'EXECUTE')
    AND pg_catalog.pg_relation_size('pg_catalog.pg_class') / 4 + pg_catalog.pg_relation_size('pg_catalog.pg_policy') > $1::int8
  THEN pg_catalog.pg_export_snapshot() END`;

async function share(first: Session, snapshot: string): Promise<Session> {
  const session = await connect(first.settings);
  try {
    await session.execute([beginReading(), takeSnapshot(snapshot)]);
    return session;
  } catch (error) {
    await session.end();
    throw error;
  }
}

/** What is there in time; `undefined` for what is late, which is ended when it comes. */
async function inTime(coming: Promise<Session>, milliseconds: number): Promise<Session | undefined> {
  const waiting = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  const session = await Promise.race([coming, late]).finally(() => waiting.abort());
  if (session === undefined) coming.then((one) => one.destroy()).catch(() => undefined);
  return session;
}
