import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { reached, silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** Since PostgreSQL 18 RETURNING can say what a row was before it was changed. */
export default defineAttack({
  id: "tenant-returning-old",
  title: "Reads what another tenant's row was by RETURNING OLD, while making it its own",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  since: 180_000,
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "A row that is moved to one's own tenant passes as one's own; its old content would still be the other tenant's.",
  defence:
    "row security: a row is found by the old tenant and accepted by the new one, and both must be one's own",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL whose USING compares the tenant column",
  run: async (context, table) => {
    for (const action of ["read", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { own, other } = seed;
    const column = quoteIdentifier(table.column);
    return context.attempt({
      statements: [
        context.serve(table, own),
        `WITH moved AS (UPDATE ${quoteObject(table.object)} SET ${column} = ${quoteLiteral(own.tenant)}
                         WHERE ${other.predicate} RETURNING old.${column})
         SELECT EXISTS (SELECT FROM moved) AS seen`,
      ],
      read: ([row]) =>
        row?.["seen"] === true ? reached("was shown a row of another tenant") : silent("was shown no row"),
    });
  },
});
