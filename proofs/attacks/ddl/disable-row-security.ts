import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "disable-row-security",
  title: "Switches row security off",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  why: "A wall that its prisoner can take down is none.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, { object }) =>
    context.attempts(
      ["DISABLE", "NO FORCE"].map((change) => ({
        statements: [`ALTER TABLE ${quoteObject(object)} ${change} ROW LEVEL SECURITY`],
        evidence: "changed the table's row security",
      })),
    ),
});
