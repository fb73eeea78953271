import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { SCRATCH, scratchSchema } from "../scratch";

/** The rows of an inheritance child show in its parent, whoever made the child. */
export default defineAttack({
  id: "inherit-table",
  title: "Hangs a table of its own under a tenant table (INHERITS)",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  why: "Whatever the child holds shows in the parent: rows of any tenant, planted past every WITH CHECK.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: async (context, { object }) => {
    const seen = await context.attempt({
      prepare: scratchSchema(context.attacker.role),
      statements: [`CREATE TABLE ${SCRATCH}.child () INHERITS (${quoteObject(object)})`],
      evidence: "made a child of the table",
    });
    return seen.kind === "refused" && seen.sqlstate === "42809"
      ? moot("a partitioned table has no inheritance children")
      : seen;
  },
});
