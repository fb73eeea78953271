import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "create-schema",
  title: "Creates a schema",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "The owner of a schema may create anything in it.",
  defence: "no CREATE privilege on the database for low-trust roles",
  fix: "REVOKE CREATE ON DATABASE … FROM the role and from PUBLIC",
  run: (context) =>
    context.attempt({ statements: ["CREATE SCHEMA palisade_proof"], evidence: "created a schema" }),
});
