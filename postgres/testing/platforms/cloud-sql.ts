import type { RecreatedPlatform } from "./recreated";

/**
 * Google Cloud SQL for PostgreSQL.
 *
 * - cloudsqladmin is the superuser. `postgres` has CREATEROLE, CREATEDB, LOGIN, neither SUPERUSER nor REPLICATION, and is
 *   a member of cloudsqlsuperuser (https://cloud.google.com/sql/docs/postgres/users).
 * - cloudsqlsuperuser has CREATEROLE, CREATEDB, LOGIN, is a member of pg_monitor and pg_signal_backend without ADMIN, from
 *   15 on of pg_checkpoint with ADMIN; it owns `postgres` and `template1`; on 14 it owns the schema public, from 15 on it
 *   has ALL on it, granted by pg_database_owner; it has EXECUTE on the functions about replication origins (pg_dumpall
 *   of 14.7 and 15.2: https://github.com/cloudfoundry/terraform-provider-csbpg/tree/main/testfixtures/db_dumps).
 * - Unknown: the memberships of 16 and later. The weaker: those of 15. Event triggers, casts and REPLICATION, which the
 *   platform lets cloudsqlsuperuser make and give, plain PostgreSQL keeps for superusers.
 */
export const cloudSql: RecreatedPlatform = {
  name: "cloud-sql",
  title: "Cloud SQL",
  superuser: "cloudsqladmin",
  admin: "postgres",
  home: "postgres",
  cluster: (major) => [
    "CREATE ROLE cloudsqlsuperuser LOGIN CREATEROLE CREATEDB",
    "CREATE ROLE cloudsqlagent LOGIN CREATEROLE CREATEDB IN ROLE cloudsqlsuperuser",
    "CREATE ROLE cloudsqlimportexport LOGIN CREATEROLE CREATEDB IN ROLE cloudsqlsuperuser",
    "CREATE ROLE cloudsqllogical REPLICATION IN ROLE cloudsqlsuperuser",
    "CREATE ROLE cloudsqlreplica LOGIN REPLICATION IN ROLE pg_monitor",
    "CREATE ROLE cloudsqliamuser",
    "CREATE ROLE cloudsqliamserviceaccount",
    "GRANT pg_monitor, pg_signal_backend TO cloudsqlsuperuser",
    ...(major >= 15 ? ["GRANT pg_checkpoint TO cloudsqlsuperuser WITH ADMIN OPTION"] : []),
    "CREATE ROLE postgres LOGIN CREATEROLE CREATEDB IN ROLE cloudsqlsuperuser",
    "ALTER DATABASE postgres OWNER TO cloudsqlsuperuser",
    "ALTER DATABASE template1 OWNER TO cloudsqlsuperuser",
    "CREATE DATABASE cloudsqladmin",
  ],
  everyDatabase: (major) => [
    major >= 15
      ? "GRANT ALL ON SCHEMA public TO cloudsqlsuperuser"
      : "ALTER SCHEMA public OWNER TO cloudsqlsuperuser",
    ...REPLICATION_ORIGINS.map((signature) => `GRANT EXECUTE ON FUNCTION ${signature} TO cloudsqlsuperuser`),
  ],
  homeDatabase: () => [],
};

const REPLICATION_ORIGINS = [
  "pg_replication_origin_advance(text, pg_lsn)",
  "pg_replication_origin_create(text)",
  "pg_replication_origin_drop(text)",
  "pg_replication_origin_oid(text)",
  "pg_replication_origin_progress(text, boolean)",
  "pg_show_replication_origin_status()",
];
