import { notOfSuperuser } from "../../checks/owned-by-superuser";
import { HARDENED_DATABASE } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";

/** Made by initdb, whose superuser owns them. */
const OF_THE_SERVER: ReadonlySet<string> = new Set(["postgres", "template0", "template1"]);

export default defineRule({
  id: "database-owned-by-superuser",
  title: "A database belongs to a superuser",
  severity: "low",
  topic: "databases",
  scope: "object",
  facts: ["database", "role"],
  about: "databases of the user",
  why: "The owner of a database owns its schema public too (through pg_database_owner) and may create schemas in it. Where that is a superuser, migrations must run as one, and what they make belongs to one.",
  fix: "Give the database to an owner role that cannot log in.",
  palisade: HARDENED_DATABASE,
  references: ["https://www.postgresql.org/docs/current/sql-alterdatabase.html"],
  catalogue: ["R17"],
  check(database, { facts }) {
    if (database.owner === undefined || OF_THE_SERVER.has(database.name)) return undefined;
    const owner = known(database.owner);
    if (isPlatformRole(owner)) return undefined;
    const newOwner = sqlName(`${database.name}_owner`);
    return notOfSuperuser(
      { kind: "database", name: database.name },
      database,
      owner,
      facts,
      `CREATE ROLE ${newOwner}; ALTER DATABASE ${sqlName(database.name)} OWNER TO ${newOwner};`,
    );
  },
});
