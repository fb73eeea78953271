import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { reached, silent, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { formOf } from "../../scene/tenancy";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";

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
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const { prepare, before, after } = change(context, table, seed);
    return context.attempt({
      prepare,
      statements: [
        ...before,
        `DECLARE palisade_cursor CURSOR FOR SELECT FROM ${quoteObject(table.object)} WHERE ${seed.own.predicate}`,
        after,
        "FETCH 1 FROM palisade_cursor",
      ],
      read: ({ length }) =>
        length > 0 ? reached("was shown a row of the tenant before") : silent("was shown no row"),
    });
  },
});

/** How a session comes to serve the other tenant while the cursor is open. */
interface Change {
  readonly prepare: readonly string[];
  readonly before: readonly string[];
  readonly after: string;
}

/**
 * Where the role is the tenant, it is the role that changes: the cursor is declared by a twin that serves the first
 * tenant. (A cursor would not see that its own role's row was changed after it was declared.)
 */
function change(context: AttackContext, table: TenantTable, { own, other }: Seed): Change {
  const after = context.serve(table, other);
  if (formOf(table) !== "role") return { prepare: [], before: [context.serve(table, own)], after };
  const twin = "palisade proof";
  return {
    prepare: [
      `CREATE ROLE ${quoteIdentifier(twin)} NOLOGIN`,
      `GRANT ${quoteIdentifier(context.attacker.role)} TO ${quoteIdentifier(twin)}`,
    ],
    before: [after, context.sessions.serve(twin, table, own)],
    after,
  };
}
