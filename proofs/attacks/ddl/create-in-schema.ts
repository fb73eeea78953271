import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "create-in-schema",
  title: "Creates a table in a schema",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "schema",
  why: "A role that may create objects may create functions and operators that others then call by accident.",
  defence: "no CREATE privilege on schemas for low-trust roles",
  fix: "REVOKE CREATE ON SCHEMA … FROM the role and from PUBLIC",
  run: (context, { name }) =>
    context.attempt({
      statements: [`CREATE TABLE ${quoteIdentifier(name)}.palisade_proof ()`],
      evidence: "created a table",
    }),
});
