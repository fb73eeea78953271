import type { Major } from "../../../test/servers";
import type { RecreatedPlatform } from "./recreated";

/**
 * Amazon RDS for PostgreSQL.
 *
 * - The master user: `LOGIN NOSUPERUSER INHERIT CREATEDB CREATEROLE NOREPLICATION VALID UNTIL 'infinity'`, member of
 *   rds_superuser; may grant rds_superuser, rds_replication, rds_password
 *   (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html).
 * - rdsadmin is the superuser; rds_superuser has no attributes, and ADMIN on pg_monitor and pg_signal_backend (14), on
 *   pg_checkpoint, pg_read_all_data and pg_write_all_data too (15), rds_password, rds_replication; it owns
 *   rds_temp_tablespace; the master user owns `postgres`, `template1`, and in them on 14 the schema public (pg_dumpall of
 *   14.7 and 15.2: https://github.com/cloudfoundry/terraform-provider-csbpg/tree/main/testfixtures/db_dumps).
 * - 16 and later: ADMIN on pg_create_subscription, pg_use_reserved_connections, and on 17 pg_maintain; rds_reserved and
 *   rds_extension exist; the membership in rds_superuser is without ADMIN (a published pg_dumpall of 17; rds_extension:
 *   https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/RDS_delegated_ext.html).
 * - Unknown: whether the master user may set BYPASSRLS (sources disagree). The weaker: no. Whether rds_superuser may
 *   grant rds_superuser on 16 and later without ADMIN, as the platform's own extension is said to allow. The weaker: no.
 *   Event triggers, which the platform lets its master user make, plain PostgreSQL keeps for superusers.
 */
export const rds: RecreatedPlatform = {
  name: "rds",
  title: "RDS",
  superuser: "rdsadmin",
  admin: "postgres",
  home: "postgres",
  cluster: (major) => [
    ...amazonRoles(major),
    "CREATE ROLE rdsrepladmin NOINHERIT REPLICATION",
    "CREATE ROLE rdstopmgr LOGIN",
    "GRANT pg_monitor TO rdstopmgr",
    ...temporaryTablespace("rds_temp_tablespace"),
  ],
  everyDatabase: publicOfTheMaster,
  homeDatabase: () => [],
};

/**
 * Amazon Aurora PostgreSQL: RDS's roles without rdsrepladmin and rdstopmgr, and a tablespace of another name
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.rds_superuser.html;
 * pg_dumpall of 14.6 and 15.3 in the folder named above). 14 has no tablespace of its own.
 */
export const aurora: RecreatedPlatform = {
  ...rds,
  name: "aurora",
  title: "Aurora",
  cluster: (major) => [
    ...amazonRoles(major),
    ...(major >= 15 ? temporaryTablespace("aurora_temp_tablespace") : []),
  ],
};

function amazonRoles(major: Major): string[] {
  const administered = [
    "pg_monitor",
    "pg_signal_backend",
    ...(major >= 15 ? ["pg_checkpoint", "pg_read_all_data", "pg_write_all_data"] : []),
    ...(major >= 16 ? ["pg_create_subscription", "pg_use_reserved_connections"] : []),
    ...(major >= 17 ? ["pg_maintain"] : []),
    "rds_password",
    "rds_replication",
  ];
  return [
    "CREATE ROLE rds_superuser",
    "CREATE ROLE rds_password",
    "CREATE ROLE rds_replication",
    "CREATE ROLE rds_iam",
    "CREATE ROLE rds_ad",
    ...(major >= 16 ? ["CREATE ROLE rds_extension NOINHERIT", "CREATE ROLE rds_reserved NOINHERIT"] : []),
    `GRANT ${administered.join(", ")} TO rds_superuser WITH ADMIN OPTION`,
    "CREATE ROLE postgres LOGIN CREATEROLE CREATEDB VALID UNTIL 'infinity'",
    "GRANT rds_superuser TO postgres",
    "ALTER DATABASE postgres OWNER TO postgres",
    "ALTER DATABASE template1 OWNER TO postgres",
    "CREATE DATABASE rdsadmin",
    "REVOKE ALL ON DATABASE rdsadmin FROM PUBLIC",
  ];
}

function temporaryTablespace(name: string): string[] {
  return [
    "SET allow_in_place_tablespaces TO on",
    `CREATE TABLESPACE ${name} OWNER rds_superuser LOCATION ''`,
    `GRANT CREATE ON TABLESPACE ${name} TO PUBLIC`,
  ];
}

/** From 15 on public belongs to pg_database_owner, as initdb makes it. */
function publicOfTheMaster(major: Major): string[] {
  return major >= 15 ? [] : ["ALTER SCHEMA public OWNER TO postgres"];
}
