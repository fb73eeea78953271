/**
 * Roles that managed platforms make and work with. Their names are so much their own that no platform need be known: on a
 * server without it nobody is called so.
 */
const PLATFORM_ROLES: ReadonlySet<string> = new Set([
  // Amazon RDS and Aurora.
  "rdsadmin",
  "rdsrepladmin",
  "rds_superuser",
  "rdstopmgr",
  // Google Cloud SQL.
  "cloudsqladmin",
  "cloudsqlsuperuser",
  "cloudsqlagent",
  "cloudsqlimportexport",
  "cloudsqllogical",
  "cloudsqlreplica",
  // Azure Database.
  "azuresu",
  "azure_pg_admin",
  // Neon.
  "cloud_admin",
  "neon_superuser",
  "neon_service",
  // Supabase.
  "supabase_admin",
  "supabase_auth_admin",
  "supabase_storage_admin",
  "supabase_functions_admin",
  "supabase_realtime_admin",
  "supabase_replication_admin",
  "supabase_read_only_user",
  "supabase_etl_admin",
  "dashboard_user",
]);

/** True for a role that a platform brought: what it holds and owns is the platform's doing, which no reader of a report could mend. */
export function isPlatformRole(name: string): boolean {
  return PLATFORM_ROLES.has(name);
}
