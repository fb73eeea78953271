import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** As `tenant-insert-other-tenant`, by the other command that inserts. */
export default defineAttack({
  id: "tenant-merge-insert",
  title: "Adds a row to another tenant by MERGE",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  since: 150_000,
  breaches: BEHIND_ROW_SECURITY,
  control: "insert",
  why: "MERGE is one more way to INSERT, with its own history of leaving policies out.",
  defence: "row security: WITH CHECK holds for every command that adds a row",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL whose WITH CHECK compares the tenant column",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { made } = seed.other;
    if (made === undefined) return unable(whyMissing({ missing: "existing rows are not copied" }));
    const columns = [...made.written.keys()].map(quoteIdentifier).join(", ");
    const values = [...made.written.values()].map(quoteLiteral).join(", ");
    return context.attempt({
      statements: [
        context.serve(table, seed.own),
        `MERGE INTO ${quoteObject(table.object)} AS target USING (SELECT 1) AS source ON false
           WHEN NOT MATCHED THEN INSERT (${columns}) OVERRIDING SYSTEM VALUE VALUES (${values})`,
      ],
      evidence: "added a row to another tenant",
    });
  },
});
