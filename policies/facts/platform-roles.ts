import type { Platform } from "../../postgres/catalog/server-platform";
import { type Facts, factsOf } from "./facts";

/** Roles that a platform makes and works with; nobody else may become them or change what is theirs. */
const PLATFORM_ROLES: Readonly<Record<Platform, readonly string[]>> = {
  "self-hosted": [],
  rds: ["rdsadmin", "rds_superuser", "rds_replication", "rds_password", "rds_iam", "rds_ad"],
  "cloud-sql": [
    "cloudsqladmin",
    "cloudsqlsuperuser",
    "cloudsqlagent",
    "cloudsqlimportexport",
    "cloudsqllogical",
    "cloudsqlreplica",
    "cloudsqliamuser",
    "cloudsqliamserviceaccount",
  ],
  azure: ["azuresu", "azure_pg_admin", "replication"],
  neon: ["cloud_admin", "neon_superuser", "neon_service"],
  supabase: [
    "supabase_admin",
    "supabase_auth_admin",
    "supabase_storage_admin",
    "supabase_functions_admin",
    "supabase_realtime_admin",
    "supabase_replication_admin",
    "supabase_read_only_user",
    "supabase_etl_admin",
    "dashboard_user",
    "pgbouncer",
    "pgsodium_keyiduser",
    "pgsodium_keyholder",
    "pgsodium_keymaker",
  ],
};

/**
 * True for a role that the server's platform brought: what it holds and owns is the platform's doing, which nobody who reads
 * a report could mend.
 */
export function isPlatformRole(name: string, facts: Facts): boolean {
  const [server] = factsOf(facts, "server");
  return (PLATFORM_ROLES[server?.platform as Platform] ?? []).includes(name);
}
