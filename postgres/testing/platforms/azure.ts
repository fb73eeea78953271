import type { RecreatedPlatform } from "./recreated";

/**
 * Azure Database for PostgreSQL, flexible server.
 *
 * - azuresu is the superuser; the admin is a member of azure_pg_admin
 *   (https://learn.microsoft.com/en-us/azure/postgresql/security/security-access-control).
 * - 16: the admin has CREATEROLE and CREATEDB, ADMIN on azure_pg_admin, pg_read_all_settings, pg_read_all_stats,
 *   pg_stat_scan_tables; azure_pg_admin has no attributes, and ADMIN on pg_checkpoint, pg_create_subscription, pg_monitor,
 *   pg_read_all_data, pg_read_all_settings, pg_read_all_stats, pg_stat_scan_tables; it owns the database `postgres`, the
 *   tablespace temptblspace, and the schema public of every database, on 16 too; a role `replication` has LOGIN and
 *   REPLICATION (published pg_dumpalls of 16.2 and 16.3). pg_write_all_data is not the admin's to grant
 *   (https://github.com/Azure/azure-service-operator/issues/4639).
 * - Unknown: REPLICATION of the admin (the documentation says yes, dumps and
 *   https://github.com/MicrosoftDocs/azure-docs/issues/110503 say no), its BYPASSRLS (one dump of two), ADMIN on
 *   pg_signal_backend (one of two), ADMIN on 14 and 15, the owner of template1. The weaker: no, azuresu. That members of
 *   azure_pg_admin manage objects of other roles without a membership, as the documentation says, is the platform's own
 *   change and not there.
 */
export const azure: RecreatedPlatform = {
  name: "azure",
  title: "Azure",
  superuser: "azuresu",
  admin: "azure_admin",
  home: "postgres",
  services: ["replication"],
  cluster: (major) => {
    const withAdmin = major >= 16 ? " WITH ADMIN OPTION" : "";
    const watching = "pg_read_all_settings, pg_read_all_stats, pg_stat_scan_tables";
    return [
      "CREATE ROLE azure_pg_admin",
      "CREATE ROLE replication LOGIN REPLICATION",
      "CREATE ROLE azure_admin LOGIN CREATEROLE CREATEDB",
      `GRANT azure_pg_admin, ${watching} TO azure_admin${withAdmin}`,
      `GRANT pg_monitor, pg_read_all_data, ${watching} TO azure_pg_admin${withAdmin}`,
      ...(major >= 15 ? [`GRANT pg_checkpoint TO azure_pg_admin${withAdmin}`] : []),
      ...(major >= 16
        ? [
            `GRANT pg_create_subscription TO azure_pg_admin${withAdmin}`,
            "GRANT pg_use_reserved_connections TO replication",
          ]
        : []),
      "ALTER DATABASE postgres OWNER TO azure_pg_admin",
      "CREATE DATABASE azure_maintenance",
      "REVOKE ALL ON DATABASE azure_maintenance FROM PUBLIC",
      "SET allow_in_place_tablespaces TO on",
      "CREATE TABLESPACE temptblspace OWNER azure_pg_admin LOCATION ''",
    ];
  },
  everyDatabase: () => ["ALTER SCHEMA public OWNER TO azure_pg_admin"],
  homeDatabase: () => [],
};
