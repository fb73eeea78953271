import type { Major } from "../../../test/servers";
import type { RecreatedPlatform } from "./recreated";

/**
 * Supabase.
 *
 * - supabase_admin is the bootstrap superuser; `postgres` is a superuser while the database is set up and then demoted to
 *   NOSUPERUSER CREATEDB CREATEROLE LOGIN REPLICATION BYPASSRLS (migrations/db/migrate.sh, init-scripts and
 *   migrations/10000000000000_demote-postgres.sql in https://github.com/supabase/postgres;
 *   https://supabase.com/docs/guides/database/postgres/roles).
 * - Roles, attributes, memberships, and who has ADMIN from 16 on: nix/tests/expected/roles.out, z_15_roles.out and
 *   z_17_roles.out there.
 * - Schema public: USAGE to anon, authenticated, service_role; default privileges of `postgres` and of supabase_admin that
 *   give ALL on tables, functions and sequences to them. Schema extensions belongs to `postgres`; auth, storage, realtime,
 *   vault to supabase_admin, the tables of auth to supabase_auth_admin.
 * - Unknown: the owner of the database `postgres` (a published recovery script says `postgres`; no source of the platform
 *   does). Chosen: supabase_admin with ALL for `postgres`, which is what the demotion grants; the weaker. Who gave the
 *   grants on public: chosen what makes 14 and later alike, the superuser. 14, 16 and 18 as 15 and 17.
 * - The platform's extension supautils keeps a list of roles that `postgres` cannot change or join on 14 and 15, and lets
 *   it make event triggers, foreign-data wrappers and publications; plain PostgreSQL can do neither.
 */
export const supabase: RecreatedPlatform = {
  name: "supabase",
  title: "Supabase",
  superuser: "supabase_admin",
  admin: "postgres",
  home: "postgres",
  services: ["authenticator", "pgbouncer"],
  cluster: (major) => [
    "CREATE ROLE postgres LOGIN CREATEDB CREATEROLE REPLICATION BYPASSRLS",
    "CREATE ROLE supabase_replication_admin LOGIN REPLICATION",
    "CREATE ROLE supabase_read_only_user LOGIN BYPASSRLS IN ROLE pg_read_all_data",
    "CREATE ROLE anon",
    "CREATE ROLE authenticated",
    "CREATE ROLE service_role BYPASSRLS",
    "CREATE ROLE authenticator LOGIN NOINHERIT IN ROLE anon, authenticated, service_role",
    "CREATE ROLE supabase_auth_admin LOGIN NOINHERIT CREATEROLE",
    "CREATE ROLE supabase_storage_admin LOGIN NOINHERIT CREATEROLE IN ROLE authenticator",
    "CREATE ROLE dashboard_user CREATEDB CREATEROLE REPLICATION",
    "CREATE ROLE pgbouncer LOGIN",
    "ALTER ROLE anon SET statement_timeout TO '3s'",
    "ALTER ROLE authenticated SET statement_timeout TO '8s'",
    "ALTER ROLE authenticator SET statement_timeout TO '8s'",
    "ALTER ROLE authenticator SET lock_timeout TO '8s'",
    `ALTER ROLE postgres SET search_path TO "$user", public, extensions`,
    ...memberships(major),
    "GRANT ALL ON DATABASE postgres TO postgres, dashboard_user",
    "GRANT CREATE ON DATABASE postgres TO supabase_storage_admin",
  ],
  everyDatabase: () => [],
  homeDatabase: () => [
    "CREATE SCHEMA extensions AUTHORIZATION postgres",
    "CREATE EXTENSION pgcrypto SCHEMA extensions",
    `GRANT USAGE ON SCHEMA extensions TO ${API_ROLES}`,
    "CREATE SCHEMA auth AUTHORIZATION supabase_admin",
    "CREATE TABLE auth.users (id uuid PRIMARY KEY, email text)",
    "ALTER TABLE auth.users OWNER TO supabase_auth_admin",
    "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'",
    "GRANT ALL ON SCHEMA auth TO supabase_auth_admin, postgres, dashboard_user",
    `GRANT USAGE ON SCHEMA auth TO ${API_ROLES}`,
    "GRANT ALL ON auth.users TO postgres, dashboard_user",
    ...["TABLES", "SEQUENCES", "FUNCTIONS"].map(
      (kind) =>
        `ALTER DEFAULT PRIVILEGES FOR ROLE supabase_auth_admin IN SCHEMA auth GRANT ALL ON ${kind} TO postgres, dashboard_user`,
    ),
    "CREATE SCHEMA storage AUTHORIZATION supabase_admin",
    "GRANT ALL ON SCHEMA storage TO supabase_storage_admin WITH GRANT OPTION",
    `GRANT USAGE ON SCHEMA storage TO postgres, ${API_ROLES}`,
    "CREATE SCHEMA realtime AUTHORIZATION supabase_admin",
    "CREATE SCHEMA vault AUTHORIZATION supabase_admin",
    `GRANT USAGE ON SCHEMA public TO postgres, ${API_ROLES}`,
    ...["postgres", "supabase_admin"].flatMap((role) =>
      ["TABLES", "SEQUENCES", "FUNCTIONS"].map(
        (kind) =>
          `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA public GRANT ALL ON ${kind} TO postgres, ${API_ROLES}`,
      ),
    ),
  ],
};

const API_ROLES = "anon, authenticated, service_role";

function memberships(major: Major): string[] {
  const given = `${API_ROLES}, pg_monitor, pg_read_all_data, pg_signal_backend`;
  if (major < 16) return [`GRANT ${given} TO postgres`];
  return [
    `GRANT ${given}, authenticator TO postgres WITH ADMIN OPTION`,
    "GRANT pg_create_subscription TO postgres",
  ];
}
