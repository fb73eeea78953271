import type { Session } from "../connect/session";
import { quoteIdentifier, quoteTextArray } from "../sql/quote";
import { IN_SETTINGS, secretIn } from "./secret-patterns";

/** The settings as the server holds them for sessions that do not change them. */
export interface ServerSettings {
  /** As `pg_settings` prints them, without unit. What is shown to superusers only is missing for others. */
  readonly values: ReadonlyMap<string, string>;
  /** Settings that the reading session's own value hides: name → what would make the server's value readable. */
  readonly hidden: ReadonlyMap<string, string>;
  /** Settings whose value holds a secret: name → which. The value itself is not read. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Sources in `pg_settings` that belong to the reading session or role, not to the server. */
const OWN_SOURCES: ReadonlySet<string> = new Set(["client", "user", "database", "database user"]);

/** Settings that rules ask for and that the server shows to superusers and pg_read_all_settings only (GUC_SUPERUSER_ONLY). */
const SUPERUSER_ONLY: readonly string[] = [
  "dynamic_library_path",
  "primary_conninfo",
  "session_preload_libraries",
  "shared_preload_libraries",
  "ssl_ciphers",
  "ssl_min_protocol_version",
  "ssl_passphrase_command",
  "unix_socket_directories",
];

/** Settings that hold a command or a connection string, in which a password may stand. */
export const COMMAND_SETTINGS: readonly string[] = [
  "archive_cleanup_command",
  "archive_command",
  "primary_conninfo",
  "recovery_end_command",
  "restore_command",
  "ssl_passphrase_command",
];

/** What stands in the place of a value that holds a secret. */
const NOT_READ = "(holds a secret, and was not read)";

/** Name, value and, where the value holds a secret, which; the value is then {@link NOT_READ}. */
const WITHOUT_SECRETS = (
  columns: string,
  from: string,
) => `SELECT name, CASE WHEN what IS NULL THEN setting ELSE '${NOT_READ}' END, what${columns}
    FROM (SELECT *, CASE WHEN name = ANY (${quoteTextArray(COMMAND_SETTINGS)}) THEN ${secretIn("setting", IN_SETTINGS)} END AS what
            FROM ${from}) s`;

/**
 * Reads every setting. Where the reading role's or the session's own settings stand in front of the server's
 * (our sessions start with a statement timeout), the value comes from the configuration files instead, as far as they
 * may be read.
 */
export async function readServerSettings(session: Session): Promise<ServerSettings> {
  const [rights] = await session.query<{ files: boolean; everything: boolean; reader: string }>(
    `SELECT pg_catalog.has_table_privilege('pg_catalog.pg_file_settings', 'SELECT')
              AND pg_catalog.has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE') AS files,
            pg_catalog.pg_has_role('pg_read_all_settings', 'USAGE') AS everything,
            current_user AS reader`,
  );
  const reader = quoteIdentifier(rights?.reader ?? "");
  const rows = await session.rows(
    `${WITHOUT_SECRETS(", source, boot_val", "pg_catalog.pg_settings")} ORDER BY name COLLATE "C"`,
  );
  const fromFiles = rights?.files === true ? await readFileSettings(session) : undefined;
  const values = new Map<string, string>();
  const hidden = new Map<string, string>();
  const secrets = new Map<string, string>();
  for (const [name, value, secret, source, bootValue] of rows as SettingRow[]) {
    if (secret !== null) secrets.set(name, secret);
    if (!OWN_SOURCES.has(source)) values.set(name, value ?? "");
    else if (fromFiles !== undefined) values.set(name, fromFiles.get(name) ?? bootValue ?? "");
    else {
      hidden.set(
        name,
        `the reading session has a value of its own; to see the server's: GRANT SELECT ON pg_catalog.pg_file_settings TO ${reader}; GRANT EXECUTE ON FUNCTION pg_catalog.pg_show_all_file_settings() TO ${reader};`,
      );
    }
  }
  if (rights?.everything !== true) {
    for (const name of SUPERUSER_ONLY) {
      if (!values.has(name))
        hidden.set(name, `only some may see it; to see it: GRANT pg_read_all_settings TO ${reader};`);
    }
  }
  return { values, hidden, secrets };
}

type SettingRow = [
  name: string,
  value: string | null,
  secret: string | null,
  source: string,
  bootValue: string | null,
];

/** What the configuration files say; the last line for a name is the one that counts. */
async function readFileSettings(session: Session): Promise<Map<string, string>> {
  const rows = await session.rows(
    `${WITHOUT_SECRETS("", "pg_catalog.pg_file_settings")} WHERE error IS NULL AND name IS NOT NULL ORDER BY seqno`,
  );
  return new Map(rows.map(([name, value]) => [name as string, value as string]));
}
