import type { Session } from "../connect/session";

/** Client sessions that look alike. */
export interface SessionGroup {
  readonly user: string;
  readonly database: string;
  /** `null` for the local socket. */
  readonly address: string | null;
  readonly encrypted: boolean;
  readonly count: number;
}

/**
 * The open client sessions whose encryption the reading role may see: its own ones, and all of them as a superuser or
 * a member of pg_read_all_stats. Query texts are not read.
 */
export async function readSessions(session: Session): Promise<SessionGroup[]> {
  const rows = await session.rows(
    `SELECT a.usename, a.datname, host(a.client_addr), (s.ssl OR coalesce(g.encrypted, false)) AS encrypted, count(*)::int
       FROM pg_catalog.pg_stat_activity a
       JOIN pg_catalog.pg_stat_ssl s ON s.pid = a.pid
       LEFT JOIN pg_catalog.pg_stat_gssapi g ON g.pid = a.pid
      WHERE a.backend_type = 'client backend' AND s.ssl IS NOT NULL AND a.usename IS NOT NULL AND a.datname IS NOT NULL
        AND (a.client_port IS NOT NULL)
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
  );
  return rows.map((row) => ({
    user: row[0] as string,
    database: row[1] as string,
    address: row[2] as string | null,
    encrypted: row[3] as boolean,
    count: row[4] as number,
  }));
}
