/**
 * A database as a careless team leaves it: what was written down before anybody looked at the rules, each mistake with the
 * key under which the audit must tell of it. Roles and settings are the whole server's: it must be the test's own.
 */
export interface Planted {
  readonly sql: string;
  /** Keys of findings. None where the statement only prepares another. */
  readonly found: readonly string[];
  /** The first major that can have it. @default 14 */
  readonly from?: number;
}

/** The name of the database. */
export const CARELESS = "careless";

/** A password that is planted in texts. Nothing of it may get into the report. */
export const PASSWORD = "hunter2-2019";

/** A statement, and the keys of what must be found for it. */
export const plant = (sql: string, ...found: string[]): Planted => ({ sql, found });

/** Roles, and what the server's own database can be told of them. */
export const ROLES: readonly Planted[] = [
  plant(
    "CREATE ROLE webapp LOGIN SUPERUSER PASSWORD 'webapp'",
    "role-superuser-login:role webapp",
    "role-password-guessable:role webapp",
  ),
  plant(
    "CREATE ROLE deploy LOGIN CREATEROLE CREATEDB PASSWORD 'Xk29dkqP02kd-12'",
    "role-createrole-login:role deploy",
    "role-createdb-login:role deploy",
  ),
  plant(
    "CREATE ROLE repl LOGIN REPLICATION PASSWORD 'password'",
    "role-replication-login:role repl",
    "role-password-guessable:role repl",
  ),
  plant(
    "CREATE ROLE readonly LOGIN BYPASSRLS PASSWORD 'jd83kdPQ20dkss9'",
    "role-bypassrls-login:role readonly",
  ),
  plant("SET password_encryption = md5"),
  plant("CREATE ROLE reporting LOGIN PASSWORD 'reporting2019x!'", "role-password-md5:role reporting"),
  plant("RESET password_encryption"),
  plant(
    "CREATE ROLE intern LOGIN PASSWORD '123456'",
    "role-password-guessable:role intern",
    "role-no-connection-limit:role intern",
    "role-no-timeouts:role intern",
  ),
  plant(
    "CREATE ROLE contractor LOGIN PASSWORD 'dk39fkdlPPs-1' VALID UNTIL '2021-01-01'",
    "role-expired:role contractor",
  ),
  plant("CREATE ROLE ops"),
  plant("GRANT pg_execute_server_program TO ops"),
  plant("CREATE ROLE support LOGIN PASSWORD 'dk39fkdlPPs-2'"),
  plant("GRANT ops TO support", "role-member-of-server-access:role support via pg_execute_server_program"),
  plant("CREATE ROLE etl LOGIN PASSWORD 'dk39fkdlPPs-3'"),
  plant(
    "GRANT pg_write_server_files, pg_write_all_data TO etl",
    "role-member-of-server-access:role etl via pg_write_server_files",
    "role-member-of-data-access:role etl via pg_write_all_data",
  ),
  plant("CREATE ROLE payroll_owner"),
  plant("CREATE ROLE web LOGIN PASSWORD 'dk39fkdlPPs-5'"),
  plant("GRANT payroll_owner TO web WITH ADMIN OPTION", "role-admin-option:role web via payroll_owner"),
  plant("GRANT postgres TO deploy", "role-member-of-superuser:role deploy via postgres"),
  plant("CREATE ROLE kpi LOGIN PASSWORD 'dk39fkdlPPs-7'"),
  plant("CREATE ROLE forgotten LOGIN PASSWORD 'dk39fkdlPPs-8'", "role-unused:role forgotten"),
  plant("GRANT pg_signal_backend TO kpi", "role-member-of-operations:role kpi via pg_signal_backend"),
  plant(`COMMENT ON ROLE kpi IS 'reports; password: ${PASSWORD}'`, "password-in-comment:comment on role kpi"),
  plant(
    "ALTER ROLE kpi SET session_preload_libraries = spy",
    "role-setting-unsafe:role kpi (session_preload_libraries)",
  ),
  plant("ALTER ROLE etl SET search_path = scratch, public", "role-search-path-open:role etl via scratch"),
  plant("ALTER ROLE web SET row_security = off", "setting-row-security-off:role web"),
  plant("ALTER ROLE etl SET session_replication_role = replica", "setting-triggers-off:role etl"),
  plant(`CREATE DATABASE ${CARELESS} OWNER webapp`, `database-owned-by-superuser:database ${CARELESS}`),
  plant(`ALTER DATABASE ${CARELESS} IS_TEMPLATE true`, `database-open-template:database ${CARELESS}`),
  plant(
    `ALTER DATABASE ${CARELESS} SET search_path = staging, public`,
    `database-search-path-open:database ${CARELESS} via staging`,
  ),
  plant(
    `ALTER DATABASE ${CARELESS} SET app.tenant_id = '11111111-1111-1111-1111-111111111111'`,
    `database-setting-unsafe:database ${CARELESS}`,
  ),
];

/** Settings of the server that a reload takes. */
export const SETTINGS: readonly Planted[] = [
  ["password_encryption", "md5", "password-encryption-weak"],
  ["log_connections", "off", "log-connections-off"],
  ["log_line_prefix", "", "log-line-prefix-incomplete"],
  ["fsync", "off", "fsync-off"],
  ["full_page_writes", "off", "full-page-writes-off"],
  ["lo_compat_privileges", "on", "large-object-privileges-off"],
  ["zero_damaged_pages", "on", "developer-option-on"],
  ["log_file_mode", "0644", "log-files-readable"],
  ["ssl_min_protocol_version", "TLSv1", "tls-old-protocol"],
  ["log_min_messages", "panic", "log-min-messages-high"],
  ["authentication_timeout", "600s", "authentication-timeout-long"],
  ["standard_conforming_strings", "off", "strings-read-as-escapes"],
  ["backslash_quote", "on", "strings-read-as-escapes"],
  ["archive_cleanup_command", `PGPASSWORD=${PASSWORD} cleanup %r`, "setting-holds-password"],
  ["primary_conninfo", `host=10.0.0.9 user=repl password=${PASSWORD}`, "setting-holds-password"],
].map(([name = "", value = "", rule = ""]) =>
  plant(`ALTER SYSTEM SET ${name} = '${value}'`, `${rule}:setting ${name}`),
);

/** Lines of pg_hba.conf, in front of all others. */
export const HBA: readonly (readonly [line: string, ...rules: string[]])[] = [
  [
    "host all all 0.0.0.0/0 md5",
    "hba-any-address",
    "hba-md5",
    "hba-without-tls",
    "hba-superuser-remote",
    "hba-all-users",
  ],
  ["host all all 203.0.113.0/24 trust", "hba-trust"],
  ["host careless intern 203.0.113.0/24 password", "hba-cleartext-password"],
  ["host replication all 0.0.0.0/0 md5", "hba-replication-wide"],
  ["host all all 192.168.0.0/16 ident", "hba-ident"],
];

/** Lines of pg_ident.conf, which SQL shows from PostgreSQL 15 on. */
export const IDENT: readonly (readonly [line: string, key: string])[] = [
  ["staff /.* webapp", "ident-map-everybody:ident map staff /.* webapp"],
  [String.raw`staff /^(.*)$ \1`, String.raw`ident-map-everybody:ident map staff /^(.*)$ \1`],
  ["staff alice webapp", "ident-map-superuser:ident map staff alice webapp"],
  ["staff bob", "ident-map-error:ident map with an error: missing entry at end of line"],
];
