import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { reached, silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";

const STRENGTHS = ["UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"] as const;

/** A locking read must pass the policies of SELECT and of UPDATE. It locks made-up rows only, which nobody waits for. */
export default defineAttack({
  id: "tenant-lock-other-tenant",
  title: "Locks another tenant's row (SELECT … FOR UPDATE or FOR SHARE)",
  family: "tenant isolation",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  control: "update",
  why: "A row lock stops its tenant from working, for as long as the attacker's transaction lasts, and tells that the row is there.",
  defence: "row security: policies for SELECT and UPDATE that compare the tenant column",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; drop wider policies for single commands",
  run: async (context, table) => {
    for (const action of ["read", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    return context.attempts(
      STRENGTHS.map((strength) => ({
        statements: [
          context.serve(table, seed.own),
          `SELECT FROM ${quoteObject(table.object)} WHERE ${seed.other.predicate} LIMIT 1 FOR ${strength} NOWAIT`,
        ],
        read: ({ length }) =>
          length > 0 ? reached("locked a row of another tenant") : silent("locked no row"),
      })),
    );
  },
});
