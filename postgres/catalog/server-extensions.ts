import type { Session } from "../connect/session";

/** What extends the database beyond what PostgreSQL itself can do. */
export interface Extensions {
  readonly extensions: readonly string[];
  /** Procedural languages beside `internal`, `c` and `sql`. */
  readonly languages: readonly { readonly name: string; readonly trusted: boolean }[];
  /** User mappings; the user is the empty string for PUBLIC. Their options, which hold passwords, are never read. */
  readonly userMappings: readonly { readonly server: string; readonly user: string }[];
}

/** Reads the database's extensions, languages and user mappings. Everybody may. */
export async function readExtensions(session: Session): Promise<Extensions> {
  const extensions = await session.rows(
    `SELECT extname FROM pg_catalog.pg_extension ORDER BY extname COLLATE "C"`,
  );
  const languages = await session.rows(
    `SELECT lanname, lanpltrusted FROM pg_catalog.pg_language WHERE lanispl ORDER BY lanname COLLATE "C"`,
  );
  const userMappings = await session.rows(
    `SELECT srvname, CASE WHEN umuser = 0 THEN '' ELSE usename END
       FROM pg_catalog.pg_user_mappings ORDER BY srvname COLLATE "C", umuser`,
  );
  return {
    extensions: extensions.map((row) => row[0] as string),
    languages: languages.map((row) => ({ name: row[0] as string, trusted: row[1] as boolean })),
    userMappings: userMappings.map((row) => ({ server: row[0] as string, user: (row[1] as string) ?? "" })),
  };
}
