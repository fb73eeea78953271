import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "truncate-table",
  title: "Empties a table by TRUNCATE",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "table",
  breaches: { "0A000": "the privilege was there; only a foreign key that points at the table stopped it" },
  why: "TRUNCATE is not bound by row security: it empties the table for every tenant at once.",
  defence: "no TRUNCATE privilege for roles that only work with rows",
  fix: "REVOKE TRUNCATE on the table; never GRANT ALL on tables",
  run: (context, table) =>
    context.attempt({ statements: [`TRUNCATE ${quoteObject(table)}`], evidence: "emptied the table" }),
});
