import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "drop-table",
  title: "Drops a table",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "table",
  breaches: { "2BP01": "it may drop the table; only objects that depend on it stopped it" },
  why: "One statement by an injected or mistaken query, and the data is gone.",
  defence: "tables and schemas that belong to an owner role of which no low-trust role is a member",
  fix: "ALTER TABLE … OWNER TO a role of its own for migrations, and take the role out of the owner's role",
  run: (context, table) =>
    context.attempt({ statements: [`DROP TABLE ${quoteObject(table)}`], evidence: "dropped the table" }),
});
