import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "alter-table",
  title: "Alters a table",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "table",
  why: "Whoever may alter a table owns it, and an owner can take every defence off it.",
  defence: "tables that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, table) =>
    context.attempt({
      statements: [`ALTER TABLE ${quoteObject(table)} ADD COLUMN palisade_proof int`],
      evidence: "added a column",
    }),
});
