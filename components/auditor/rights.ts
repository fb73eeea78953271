import type { AccessGrant } from "../../provider/sdk/access-args";
import type { RoleAssertionArgs } from "../role-set/args";
import type { AuditorRoleArgs } from "./args";

/** See {@link AuditorRoleArgs}. `palisade audit` has four jobs; one session more is for whoever looks on. */
const CONNECTION_LIMIT = 5;

/** As long as `palisade audit` lets a query take. */
const STATEMENT_TIMEOUT = "30s";

/** How many sessions the role may have. */
export function limitOf({ connectionLimit }: AuditorRoleArgs) {
  return connectionLimit ?? CONNECTION_LIMIT;
}

/**
 * What the role is: a member of the two predefined roles that show the server's settings and whether sessions are
 * encrypted, not of pg_monitor, which may also lock tables and scan them. Its sessions are read-only wherever they begin.
 */
export function auditorAssertion(args: AuditorRoleArgs): RoleAssertionArgs {
  return {
    allDatabases: {
      default_transaction_read_only: "on",
      idle_in_transaction_session_timeout: "60s",
      lock_timeout: "5s",
      // Catalogs and nothing else: what somebody planted in another schema is never called.
      search_path: "pg_catalog, pg_temp",
      statement_timeout: args.statementTimeout ?? STATEMENT_TIMEOUT,
    },
    login: true,
    inherit: true,
    connectionLimit: limitOf(args),
    memberOf: ["pg_read_all_settings", "pg_read_all_stats"],
    members: [],
    managed: true,
  };
}

/** CONNECT, and what of the server's own is not for everybody to read; no row of anybody's tables. */
export function auditorGrants(role: string, { configurationFiles = true }: AuditorRoleArgs): AccessGrant[] {
  const connect: AccessGrant = { to: [role], privileges: ["CONNECT"], on: [{ kind: "database" }] };
  if (!configurationFiles) return [connect];
  const views = ["pg_file_settings", "pg_hba_file_rules"];
  const functions = ["pg_hba_file_rules", "pg_show_all_file_settings"];
  const named = (kind: "views" | "functions", names: readonly string[]) =>
    names.map((name) => ({ kind, schema: "pg_catalog", name }));
  return [
    connect,
    { to: [role], privileges: ["SELECT"], on: named("views", views) },
    { to: [role], privileges: ["EXECUTE"], on: named("functions", functions) },
  ];
}
