import type { Session } from "../connect/session";
import { FOREIGN_SERVERS_QUERY, type ForeignServer, foreignServersFrom } from "./foreign-servers";

/** What extends the database beyond what PostgreSQL itself can do. */
export interface Extensions {
  readonly extensions: readonly InstalledExtension[];
  /** Procedural languages beside `internal`, `c` and `sql`. */
  readonly languages: readonly { readonly name: string; readonly trusted: boolean }[];
  /** User mappings; the user is the empty string for PUBLIC. Their options, which hold passwords, are never read. */
  readonly userMappings: readonly { readonly server: string; readonly user: string }[];
  readonly foreignServers: readonly ForeignServer[];
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
    `SELECT lanname, lanpltrusted FROM pg_catalog.pg_language WHERE lanispl ORDER BY lanname COLLATE "C"`,
    `SELECT srvname, CASE WHEN umuser = 0 THEN '' ELSE usename END
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
    userMappings: userMappings.map((row) => ({ server: row[0] as string, user: (row[1] as string) ?? "" })),
    foreignServers: foreignServersFrom(foreignServers),
  };
}
