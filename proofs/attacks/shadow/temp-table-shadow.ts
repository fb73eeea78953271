import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";

/** Temporary tables come first in the search_path, whatever it says. */
export default defineAttack({
  id: "temp-table-shadow",
  title: "Puts a temporary table in front of a real one",
  family: "shadowing",
  severity: "medium",
  as: EVERYONE,
  target: "table",
  why: "In the same pooled session the next unqualified query reads and writes the impostor: data is lost or forged.",
  defence: "no TEMPORARY privilege on the database for low-trust roles (PUBLIC has it by default)",
  fix: "REVOKE TEMPORARY ON DATABASE … FROM PUBLIC and from the role",
  run: (context, { name }) =>
    context.attempt({
      statements: [`CREATE TEMPORARY TABLE ${quoteIdentifier(name)} ()`],
      evidence: "made a temporary table of the same name",
    }),
});
