import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, unchanged, withoutPrivilege } from "../tenant/actions";
import { setToItself } from "../tenant/statements";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";

/** WHERE CURRENT OF names a row by a cursor's place, not by any column. */
export default defineAttack({
  id: "cursor-write",
  title: "Changes or deletes the row under a cursor of an earlier tenant (WHERE CURRENT OF)",
  family: "sessions and settings",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "A place is no permission: the row must pass the policies of whoever writes now.",
  defence: "row security, which holds for WHERE CURRENT OF as for any other condition",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; never change the tenant inside a transaction",
  run: async (context, table) => {
    for (const action of ["read", "update"] as const)
      if (!mayTry(context, table, action)) return withoutPrivilege(context, table, action);
    // Who may read everything sees the first tenant's row anyway, and no cursor of a reader locks one.
    if (table.shared)
      return moot("nobody but readers has a policy on it; other writes are tried by themselves");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const name = quoteObject(table.object);
    const writes = [
      setToItself(context, table),
      ...(mayTry(context, table, "delete") ? [`DELETE FROM ${name}`] : []),
    ];
    return context.attempts(
      writes.map((write) => ({
        statements: [
          context.serve(table, seed.own),
          `DECLARE palisade_cursor CURSOR FOR SELECT FROM ${name} WHERE ${seed.own.predicate} FOR UPDATE`,
          "FETCH 1 FROM palisade_cursor",
          context.serve(table, seed.other),
          `${write} WHERE CURRENT OF palisade_cursor`,
        ],
        verify: unchanged(table, seed.own, "changed or deleted a row of the tenant before"),
      })),
    );
  },
});
