import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "take-table",
  title: "Makes itself the owner of a table",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "table",
  why: "An owner may do everything with a table, and row security does not bind it unless forced.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, table) =>
    context.attempt({
      statements: [`ALTER TABLE ${quoteObject(table)} OWNER TO CURRENT_USER`],
      evidence: "became the table's owner",
    }),
});
