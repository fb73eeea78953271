import type { Session } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";
import type { HbaLine, HbaReading } from "./server-hba";

/** One line of pg_ident.conf as the server reads it (`pg_ident_file_mappings`): who of a system may come in as which role. */
export interface IdentLine {
  readonly line: number;
  /** Absent for a line with an error. */
  readonly map?: string;
  /** A name of the system, or behind a slash a regular expression. */
  readonly system?: string;
  /** A role's name, which may hold `\1`; from PostgreSQL 16 on also `all`, `+group` or a regular expression. */
  readonly role?: string;
  readonly error: string | null;
}

/** The lines in their order, or what would make them readable. */
export type IdentReading = { readonly lines: readonly IdentLine[] } | { readonly unreadable: string };

/** Reads the file's lines as they stand in the file now. Where pg_hba.conf names no map, nobody needs the right to read any. */
export async function readIdent(session: Session, version: number, hba: HbaReading): Promise<IdentReading> {
  const without = (unreadable: string): IdentReading => {
    // Whether there is anything to read, pg_hba.conf says.
    if ("unreadable" in hba) return hba;
    return hba.lines.some(namesMap) ? { unreadable } : { lines: [] };
  };
  if (version < 150000)
    return without(
      "pg_ident.conf, which lines of pg_hba.conf refer to, cannot be seen by SQL before PostgreSQL 15",
    );
  const [rights] = await session.query<{ readable: boolean; reader: string }>(
    `SELECT pg_catalog.has_table_privilege('pg_catalog.pg_ident_file_mappings', 'SELECT')
              AND pg_catalog.has_function_privilege('pg_catalog.pg_ident_file_mappings()', 'EXECUTE') AS readable,
            current_user AS reader`,
  );
  if (rights?.readable !== true) {
    const reader = quoteIdentifier(rights?.reader ?? "");
    return without(
      `pg_ident.conf may not be read; a superuser can allow it: GRANT SELECT ON pg_catalog.pg_ident_file_mappings TO ${reader}; GRANT EXECUTE ON FUNCTION pg_catalog.pg_ident_file_mappings() TO ${reader};`,
    );
  }
  const rows = await session.rows(
    "SELECT line_number, map_name, sys_name, pg_username, error FROM pg_catalog.pg_ident_file_mappings",
  );
  return {
    lines: rows.map(([line, map, system, role, error]) => ({
      line: line as number,
      ...(map === null ? {} : { map: map as string, system: system as string, role: role as string }),
      error: error as string | null,
    })),
  };
}

function namesMap({ options }: HbaLine): boolean {
  return options.some((option) => option.startsWith("map="));
}
