import type { RecreatedPlatform } from "./recreated";

/**
 * A server of one's own whose administrator hands out a role that may make roles and databases, and nothing else. What
 * that is worth changed with PostgreSQL 16: before, CREATEROLE rules over every role that is no superuser; since, over
 * those that it has ADMIN on, which it gets from the bootstrap superuser for what it makes, without INHERIT and SET
 * (https://www.postgresql.org/docs/16/role-attributes.html, https://www.postgresql.org/docs/16/release-16.html).
 */
export const selfHosted: RecreatedPlatform = {
  name: "self-hosted",
  title: "CREATEROLE",
  superuser: "postgres",
  admin: "operator",
  home: "postgres",
  cluster: () => ["CREATE ROLE operator LOGIN CREATEROLE CREATEDB"],
  everyDatabase: () => [],
  homeDatabase: () => [],
};

/** The same server as its superuser sees it: what nothing stops. */
export const selfHostedSuperuser: RecreatedPlatform = {
  ...selfHosted,
  name: "superuser",
  title: "superuser",
  admin: "dba",
  cluster: () => ["CREATE ROLE dba LOGIN SUPERUSER"],
};
