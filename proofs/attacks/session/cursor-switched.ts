import { quoteObject } from "../../../postgres/sql/target";
import { setTenant } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import { reached, silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, touchNothing } from "../tenant/actions";

/** A cursor reads the setting when its first row is fetched, unless its plan remembers the tenant of DECLARE. */
export default defineAttack({
  id: "cursor-switched",
  title: "Reads one tenant's rows from a cursor of an earlier tenant",
  family: "sessions and settings",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  control: "read",
  why: "A cursor outlives the change of tenant inside a transaction: what it then shows must be the present tenant's.",
  defence:
    "a policy that reads the setting itself (it is STABLE), so that the cursor asks when it is fetched",
  fix: "read the setting in the policy; never through a function declared IMMUTABLE; never change the tenant inside a transaction",
  run: async (context, table) => {
    if (!mayTry(context, table, "read"))
      return context.attempt(touchNothing(context, table, "read", "the privilege is there after all"));
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    return context.attempt({
      statements: [
        setTenant(table.setting, seed.own.tenant),
        `DECLARE palisade_cursor CURSOR FOR SELECT FROM ${quoteObject(table.object)} WHERE ${seed.own.predicate}`,
        setTenant(table.setting, seed.other.tenant),
        "FETCH 1 FROM palisade_cursor",
      ],
      read: ({ length }) =>
        length > 0 ? reached("was shown a row of the tenant before") : silent("was shown no row"),
    });
  },
});
