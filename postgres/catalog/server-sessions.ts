import type { Session } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";

/** Client sessions that look alike. */
export interface SessionGroup {
  readonly user: string;
  readonly database: string;
  /** `null` for the local socket. */
  readonly address: string | null;
  readonly encrypted: boolean;
  readonly count: number;
}

/** The sessions, or what would make those of others visible. */
export type SessionReading = { readonly groups: readonly SessionGroup[] } | { readonly unreadable: string };

/**
 * The open client sessions. A role that is neither a superuser nor a member of pg_read_all_stats sees of others that they
 * are there, but not whether they are encrypted: its own sessions alone would say nothing of the server. Query texts are
 * not read.
 */
export async function readSessions(session: Session): Promise<SessionReading> {
  const [rights] = await session.query<{ readable: boolean; reader: string }>(
    `SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS readable, current_user AS reader`,
  );
  if (rights?.readable !== true) {
    return {
      unreadable: `the sessions of others are hidden; to see them: GRANT pg_read_all_stats TO ${quoteIdentifier(rights?.reader ?? "")};`,
    };
  }
  const rows = await session.rows(
    `SELECT a.usename, a.datname, host(a.client_addr), (s.ssl OR coalesce(g.encrypted, false)) AS encrypted, count(*)::int
       FROM pg_catalog.pg_stat_activity a
       JOIN pg_catalog.pg_stat_ssl s ON s.pid = a.pid
       LEFT JOIN pg_catalog.pg_stat_gssapi g ON g.pid = a.pid
      WHERE a.backend_type = 'client backend' AND s.ssl IS NOT NULL AND a.usename IS NOT NULL AND a.datname IS NOT NULL
        AND (a.client_port IS NOT NULL)
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  );
  return {
    groups: rows.map((row) => ({
      user: row[0] as string,
      database: row[1] as string,
      address: row[2] as string | null,
      encrypted: row[3] as boolean,
      count: row[4] as number,
    })),
  };
}
