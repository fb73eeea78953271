import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

/** The trigger function is one of PostgreSQL's own, so that nothing but the TRIGGER privilege decides. */
export default defineAttack({
  id: "create-trigger",
  title: "Puts a trigger on a table",
  family: "schema changes",
  severity: "high",
  as: EVERYONE,
  target: "table",
  why: "A trigger runs with the rights of whoever writes next, the owner included: it is code planted in others' sessions.",
  defence: "no TRIGGER privilege for roles that only work with rows",
  fix: "REVOKE TRIGGER on the table; never GRANT ALL on tables",
  run: (context, table) =>
    context.attempt({
      statements: [
        `CREATE TRIGGER palisade_proof BEFORE UPDATE ON ${quoteObject(table)}
           FOR EACH ROW EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()`,
      ],
      evidence: "made a trigger",
    }),
});
