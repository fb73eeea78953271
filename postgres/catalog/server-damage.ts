import type { Session } from "../connect/session";

/** What the server has noticed of damaged pages of a database. */
export interface PageChecks {
  readonly database: string;
  /** Pages that did not match their checksum since the counters of the database began. */
  readonly failures: number;
}

/** Reads the counters of every database whose pages have checksums. Everybody may. */
export async function readPageChecks(session: Session): Promise<readonly PageChecks[]> {
  const rows = await session.rows(
    `SELECT datname, checksum_failures::float8 FROM pg_catalog.pg_stat_database
      WHERE datname IS NOT NULL AND checksum_failures IS NOT NULL ORDER BY datname COLLATE "C"`,
  );
  return rows.map(([database, failures]) => ({ database: database as string, failures: failures as number }));
}
