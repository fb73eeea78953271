import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

/** The publication ends with the savepoint; nobody can subscribe to it. */
export default defineAttack({
  id: "create-publication",
  title: "Publishes a tenant table for logical replication",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  why: "Logical replication carries every row of a published table out of the server, whatever the policies say.",
  defence: "no CREATE privilege on the database for low-trust roles, and tables that belong to an owner role",
  fix: "REVOKE CREATE ON DATABASE … FROM the role and from PUBLIC, and take the role out of the owner's role",
  run: (context, { object }) =>
    context.attempt({
      statements: [`CREATE PUBLICATION palisade_proof FOR TABLE ${quoteObject(object)}`],
      evidence: "published the table",
    }),
});
