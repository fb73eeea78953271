import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { reached, silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { setToItself } from "./statements";

/** RETURNING turns a write into a read. */
export default defineAttack({
  id: "tenant-returning-other-tenant",
  title: "Reads another tenant's row by the RETURNING of UPDATE or DELETE",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  control: "update",
  why: "RETURNING hands out what a write touched: it must show no more than a SELECT would.",
  defence: "row security: one policy for all commands, so that none is wider than the one for SELECT",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; drop wider policies for single commands",
  run: async (context, table) => {
    for (const action of ["read", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { own, other } = seed;
    const writes = [
      setToItself(context, table),
      ...(mayTry(context, table, "delete") ? [`DELETE FROM ${quoteObject(table.object)}`] : []),
    ];
    return context.attempts(
      writes.map((write) => ({
        statements: [
          context.serve(table, own),
          `WITH touched AS (${write} WHERE ${other.predicate} RETURNING 1)
           SELECT EXISTS (SELECT FROM touched) AS seen`,
        ],
        read: ([row]) =>
          row?.["seen"] === true
            ? reached("was handed a row of another tenant")
            : silent("was handed no row"),
      })),
    );
  },
});
