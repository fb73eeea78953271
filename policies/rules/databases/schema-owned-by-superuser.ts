import { GUARD_SCHEMA } from "../../../postgres/sql/tenancy-names";
import { notOfSuperuser } from "../../checks/owned-by-superuser";
import { HARDENED_DATABASE } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { inDatabase } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { pass } from "../../verdict";

export default defineRule({
  id: "schema-owned-by-superuser",
  title: "A schema belongs to a superuser",
  severity: "medium",
  topic: "databases",
  scope: "object",
  facts: ["schema", "role", "membership"],
  about: "schemas of the user",
  why: "Its owner may do everything in a schema. Where that is a superuser, migrations must run as one, and every function that they make for its owner's rights runs with all rights there are.",
  fix: "Give the schema to an owner role that cannot log in.",
  palisade: HARDENED_DATABASE,
  references: ["https://www.postgresql.org/docs/current/sql-alterschema.html"],
  catalogue: ["R18"],
  check(schema, { facts }) {
    // The schema public is made by initdb, whose superuser owns it until somebody gives it away.
    if (schema.owner === undefined || schema.name === "public") return undefined;
    // The functions of event triggers, which only a superuser can own; no migration makes anything there.
    if (schema.name === GUARD_SCHEMA) return pass;
    return notOfSuperuser(
      { kind: "schema", ...inDatabase(schema.database), name: schema.name },
      schema,
      known(schema.owner),
      facts,
      `ALTER SCHEMA ${sqlName(schema.name)} OWNER TO pg_database_owner; -- or to an owner role without LOGIN`,
    );
  },
});
