import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { unable } from "../../observation";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { mayTry, unchanged, withoutPrivilege } from "./actions";
import { rowsInTheWay } from "./keys";
import { settableColumn } from "./statements";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** ON CONFLICT DO UPDATE is an INSERT that becomes an UPDATE of whatever row stands in its way. */
export default defineAttack({
  id: "tenant-upsert-other-tenant",
  title: "Changes another tenant's row by INSERT … ON CONFLICT DO UPDATE",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "An upsert needs no WHERE: whoever names another tenant's key would overwrite that tenant's row.",
  defence: "row security: the row in the way must pass the policies of INSERT, SELECT and UPDATE",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; put the tenant column into every unique key",
  run: async (context, table) => {
    for (const action of ["insert", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const rows = rowsInTheWay(context, table, seed);
    if ("missing" in rows) return unable(whyMissing(rows));
    const column = quoteIdentifier(settableColumn(context, table));
    return context.attempts(
      rows.map(({ key, values, room }) => ({
        ...room,
        statements: [
          context.serve(table, seed.own),
          `${insertStatement(table.object, values, "target")} ON CONFLICT (${key.map(quoteIdentifier).join(", ")})
             DO UPDATE SET ${column} = target.${column}`,
        ],
        verify: unchanged(table, seed.other, "changed a row of another tenant"),
      })),
    );
  },
});
