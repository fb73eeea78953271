import type { Session } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";

/** One line of pg_hba.conf as the server reads it (`pg_hba_file_rules`). */
export interface HbaLine {
  readonly line: number;
  /** `local`, `host`, `hostssl`, `hostnossl`, `hostgssenc`, `hostnogssenc`; `null` for a line with an error. */
  readonly type: string | null;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** An address, a host name, `all`, `samehost`, `samenet`; `null` for `local`. */
  readonly address: string | null;
  readonly netmask: string | null;
  readonly method: string | null;
  readonly options: readonly string[];
  readonly error: string | null;
}

/** The lines in their order, or what would make them readable. */
export type HbaReading = { readonly lines: readonly HbaLine[] } | { readonly unreadable: string };

/** Reads the file's rules as they stand in the file now, which is not before the next reload what holds. */
export async function readHba(session: Session): Promise<HbaReading> {
  const [rights] = await session.query<{ readable: boolean; reader: string }>(
    `SELECT pg_catalog.has_table_privilege('pg_catalog.pg_hba_file_rules', 'SELECT')
              AND pg_catalog.has_function_privilege('pg_catalog.pg_hba_file_rules()', 'EXECUTE') AS readable,
            current_user AS reader`,
  );
  if (rights?.readable !== true) {
    const reader = quoteIdentifier(rights?.reader ?? "");
    return {
      unreadable: `pg_hba.conf may not be read; a superuser can allow it: GRANT SELECT ON pg_catalog.pg_hba_file_rules TO ${reader}; GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO ${reader};`,
    };
  }
  const rows = await session.rows(
    `SELECT line_number, type, database, user_name, address, netmask, auth_method, options, error
       FROM pg_catalog.pg_hba_file_rules`,
  );
  return {
    lines: rows.map((row) => ({
      line: row[0] as number,
      type: row[1] as string | null,
      databases: (row[2] as string[] | null) ?? [],
      users: (row[3] as string[] | null) ?? [],
      address: row[4] as string | null,
      netmask: row[5] as string | null,
      method: row[6] as string | null,
      options: (row[7] as string[] | null) ?? [],
      error: row[8] as string | null,
    })),
  };
}
