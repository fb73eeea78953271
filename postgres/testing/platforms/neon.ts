import type { RecreatedPlatform } from "./recreated";

/**
 * Neon.
 *
 * - cloud_admin is the superuser. neon_superuser is NOLOGIN with CREATEDB, CREATEROLE, REPLICATION, BYPASSRLS, a member of
 *   pg_read_all_data and pg_write_all_data, of pg_monitor and pg_signal_backend with ADMIN, from 16 on of
 *   pg_create_subscription; a role made in the console has the same attributes of its own and is a member of
 *   neon_superuser (https://neon.com/docs/manage/roles; compute_tools/src/sql/create_privileged_role.sql,
 *   compute_tools/src/migrations and compute_tools/src/spec_apply.rs in https://github.com/neondatabase/neon).
 * - 18: ADMIN on all of these, and pg_maintain and pg_signal_autovacuum_worker with ADMIN, INHERIT, without SET (a
 *   published pg_dumpall of 18.4).
 * - A database of the console: owned by the role of the console, ALL on it to neon_superuser; in its schema public
 *   cloud_admin's default privileges: ALL on tables and sequences to neon_superuser with grant option; on 14 public is
 *   given to the database's owner (default_grants.sql and set_public_schema_owner.sql in the same place).
 * - System functions: EXECUTE on pg_export_snapshot and pg_log_standby_snapshot (16 and later) and
 *   pg_show_replication_origin_status to neon_superuser (the same migrations).
 * - Unknown: what becomes of a database made in SQL before the next start of the compute. The weaker: nothing.
 */
export const neon: RecreatedPlatform = {
  name: "neon",
  title: "Neon",
  superuser: "cloud_admin",
  admin: "neondb_owner",
  home: "neondb",
  cluster: (major) => [
    "CREATE ROLE neon_superuser CREATEDB CREATEROLE NOLOGIN REPLICATION BYPASSRLS",
    `GRANT pg_read_all_data, pg_write_all_data TO neon_superuser${major >= 18 ? " WITH ADMIN OPTION" : ""}`,
    "GRANT pg_monitor, pg_signal_backend TO neon_superuser WITH ADMIN OPTION",
    ...(major >= 16
      ? [`GRANT pg_create_subscription TO neon_superuser${major >= 18 ? " WITH ADMIN OPTION" : ""}`]
      : []),
    ...(major >= 18
      ? [
          "GRANT pg_maintain, pg_signal_autovacuum_worker TO neon_superuser WITH ADMIN TRUE, INHERIT TRUE, SET FALSE",
        ]
      : []),
    "CREATE ROLE neon_service LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS IN ROLE neon_superuser",
    "CREATE ROLE neondb_owner LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS IN ROLE neon_superuser",
    "CREATE DATABASE neondb OWNER neondb_owner",
    "GRANT ALL ON DATABASE neondb TO neon_superuser",
  ],
  everyDatabase: () => [],
  homeDatabase: (major) => [
    ...(major >= 15 ? [] : ["ALTER SCHEMA public OWNER TO neondb_owner"]),
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO neon_superuser WITH GRANT OPTION",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO neon_superuser WITH GRANT OPTION",
    "GRANT EXECUTE ON FUNCTION pg_show_replication_origin_status() TO neon_superuser",
    ...(major >= 16
      ? ["GRANT EXECUTE ON FUNCTION pg_export_snapshot(), pg_log_standby_snapshot() TO neon_superuser"]
      : []),
  ],
};
