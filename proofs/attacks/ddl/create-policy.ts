import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "create-policy",
  title: "Adds a policy that lets everything pass",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  why: "Permissive policies are joined by OR: one that is always true opens the table.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, { object }) =>
    context.attempt({
      statements: [`CREATE POLICY palisade_proof ON ${quoteObject(object)} USING (true) WITH CHECK (true)`],
      evidence: "added a policy",
    }),
});
