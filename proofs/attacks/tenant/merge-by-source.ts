import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, unchanged, withoutPrivilege } from "./actions";
import { settableColumn } from "./statements";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** Since PostgreSQL 17 MERGE can also write the rows that its source does not name: by default all of them. */
export default defineAttack({
  id: "tenant-merge-by-source",
  title: "Changes or deletes another tenant's row by MERGE … WHEN NOT MATCHED BY SOURCE",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  since: 170_000,
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "A synchronising MERGE writes all that it does not find in its source: of every tenant, unless row security says otherwise.",
  defence: "row security: one policy for all commands",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; install the server's latest minor release",
  run: async (context, table) => {
    for (const action of ["read", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { own, other } = seed;
    const column = quoteIdentifier(settableColumn(context, table));
    const writes = [
      `UPDATE SET ${column} = target.${column}`,
      ...(mayTry(context, table, "delete") ? ["DELETE"] : []),
    ];
    return context.attempts(
      writes.map((write) => ({
        statements: [
          context.serve(table, own),
          `MERGE INTO ${quoteObject(table.object)} AS target USING (SELECT WHERE false) AS source ON false
             WHEN NOT MATCHED BY SOURCE AND ${other.predicate} THEN ${write}`,
        ],
        verify: unchanged(table, other, "changed or deleted a row of another tenant"),
      })),
    );
  },
});
