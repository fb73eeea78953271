import type { Session } from "../connect/session";
import { FOREIGN_SERVERS_QUERY, type ForeignServer, foreignServersFrom } from "./foreign-servers";

/** What extends the database beyond what PostgreSQL itself can do. */
export interface Extensions {
  readonly extensions: readonly InstalledExtension[];
  /** Procedural languages beside `internal`, `c` and `sql`; of the first two those that somebody has marked as trusted. */
  readonly languages: readonly { readonly name: string; readonly trusted: boolean }[];
  readonly userMappings: readonly UserMapping[];
  readonly foreignServers: readonly ForeignServer[];
}

/** A user mapping. Of its options, which hold passwords, one alone is ever read. */
export interface UserMapping {
  readonly server: string;
  /** The empty string for PUBLIC. */
  readonly user: string;
  /** False where it may connect without a password; absent where the reader is not shown the options. */
  readonly passwordRequired?: boolean;
}

/** An installed extension. */
export interface InstalledExtension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
  /** The version that the server's files would install; `null` where they are gone. */
  readonly available: string | null;
}

/** Reads the database's extensions, languages, user mappings and foreign servers. Everybody may. */
export async function readExtensions(session: Session): Promise<Extensions> {
  const [extensions = [], languages = [], userMappings = [], foreignServers = []] = await session.results([
    `SELECT e.extname, n.nspname, e.extversion, a.default_version
       FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
       LEFT JOIN pg_catalog.pg_available_extensions() a ON a.name = e.extname ORDER BY e.extname COLLATE "C"`,
    `SELECT lanname, lanpltrusted FROM pg_catalog.pg_language
      WHERE lanispl OR lanpltrusted AND lanname IN ('internal', 'c') ORDER BY lanname COLLATE "C"`,
    // The view hides the options from all but superusers, the server's owner and, for its own mapping, the role itself.
    `SELECT srvname, CASE WHEN umuser = 0 THEN '' ELSE usename END,
            CASE WHEN umoptions IS NOT NULL OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
                 THEN NOT EXISTS (SELECT FROM pg_catalog.pg_options_to_table(umoptions) o
                                   WHERE o.option_name = 'password_required'
                                     AND pg_catalog.lower(o.option_value) IN ('false', 'f', 'no', 'n', 'off', 'of', '0')) END
       FROM pg_catalog.pg_user_mappings ORDER BY srvname COLLATE "C", umuser`,
    FOREIGN_SERVERS_QUERY,
  ]);
  return {
    extensions: extensions.map((row) => ({
      name: row[0] as string,
      schema: row[1] as string,
      version: row[2] as string,
      available: row[3] as string | null,
    })),
    languages: languages.map((row) => ({ name: row[0] as string, trusted: row[1] as boolean })),
    userMappings: userMappings.map((row) => ({
      server: row[0] as string,
      user: (row[1] as string | null) ?? "",
      ...(row[2] === null ? {} : { passwordRequired: row[2] as boolean }),
    })),
    foreignServers: foreignServersFrom(foreignServers),
  };
}
