import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_TIMEOUTS, type Session, withSession } from "../connect/session";
import { inert } from "../inert";
import { displayIdentifier } from "../sql/quote";
import { type Party, partyText } from "./party";

/** Who keeps an update waiting. */
export interface Blockage {
  /** For example `it waits for table app.orders, held by process 4711 (psql, user anna, idle in transaction for 12 s)`. */
  readonly sentence: string;
}

/** Milliseconds that statements may take before it is looked who keeps them. */
const PATIENCE = 1_000;

/** Milliseconds between two looks where a lock is waited for without a limit. */
const INTERVAL = 5_000;

/** Milliseconds that the look itself may take. */
const LOOK = 4_000;

/** Sessions named at most. */
const NAMED = 3;

/**
 * Runs statements, and when they take long asks over a second connection who blocks them; `found` is told at once. It
 * is asked again twice as often as lock_timeout strikes, so that a wait that ends the work has been looked at, whichever
 * statement's it is. What was found last is handed to `failed` with the error, whose result is thrown.
 */
export async function watchingLocks<T>(
  session: Session,
  work: () => Promise<T>,
  found: (blockage: Blockage) => void,
  failed: (error: unknown, blockage: Blockage | undefined) => unknown,
): Promise<T> {
  const over = new AbortController();
  let last: Blockage | undefined;
  const watch = (async () => {
    const limit = session.settings.lockTimeout ?? DEFAULT_TIMEOUTS.lock;
    const interval = limit === 0 ? INTERVAL : limit / 2;
    for (let pause = Math.min(PATIENCE, interval); !over.signal.aborted; pause = interval) {
      await sleep(pause, undefined, { signal: over.signal });
      const blockage = await lookWhoBlocks(session);
      if (blockage === undefined) continue;
      last = blockage;
      found(blockage);
    }
  })().catch(() => undefined);
  try {
    return await work();
  } catch (error) {
    // A look that has begun is waited for: it knows who it was.
    over.abort();
    await watch;
    throw failed(error, last);
  } finally {
    over.abort();
  }
}

interface Row extends Party {
  readonly locktype: string;
  readonly schema: string | null;
  readonly relation: string | null;
}

/** Names what a role may see of others' sessions, never what they run. */
async function lookWhoBlocks(session: Session): Promise<Blockage | undefined> {
  const settings = { ...session.settings, connectTimeout: LOOK, statementTimeout: LOOK };
  const rows = await withSession(settings, (other) =>
    other.query<Row>(
      `SELECT l.locktype, n.nspname AS schema, c.relname AS relation, b.pid, a.application_name AS application,
              a.usename AS user, a.state, extract(epoch FROM now() - a.xact_start)::int AS seconds
         FROM pg_catalog.pg_locks l
         LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
              AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
         LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL unnest(pg_catalog.pg_blocking_pids(l.pid)) AS b(pid)
         LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
        WHERE l.pid = $1 AND NOT l.granted
        ORDER BY b.pid`,
      [session.processId],
    ),
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  const named = rows.slice(0, NAMED).map(partyText);
  if (rows.length > named.length) named.push(`${rows.length - named.length} more`);
  return { sentence: `it waits for ${what(first)}, held by ${named.join(" and ")}` };
}

function what({ locktype, schema, relation }: Row): string {
  if (relation !== null && schema !== null)
    return inert(`${displayIdentifier(schema)}.${displayIdentifier(relation)}`);
  return locktype === "transactionid" ? "the end of another transaction" : `a lock (${locktype})`;
}
