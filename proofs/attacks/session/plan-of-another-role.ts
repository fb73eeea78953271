import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import { reached, silent, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "../tenant/actions";

/** Row security at the top of the statement, and below it. */
const SHAPES: readonly ((row: string) => string)[] = [
  (row) => `SELECT EXISTS (${row}) AS seen`,
  (row) => `WITH seen AS MATERIALIZED (${row}) SELECT EXISTS (SELECT FROM seen) AS seen`,
];

/** A pooled connection that changes its role keeps the statements that were prepared as another. */
export default defineAttack({
  id: "plan-of-another-role",
  title: "Executes a statement that was prepared and planned as the owner",
  family: "sessions and settings",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  control: "read",
  why: "A connection that serves several roles must not show to one what was planned for another.",
  defence: "row security, with which the server plans anew when the role has changed",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY on the table; install the server's latest minor release",
  run: async (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    return context.attempts(planAttempts(table, seed, context.serve(table, seed.own)));
  },
});

/** Prepares as the table's owner what the role then executes. */
function planAttempts({ object }: TenantTable, { other }: Seed, session: string): Attempt[] {
  const row = `SELECT FROM ${quoteObject(object)} WHERE ${other.predicate}`;
  return SHAPES.map((shape) => ({
    prepareAs: object.owner,
    prepare: [
      "SET LOCAL plan_cache_mode = force_generic_plan",
      "DEALLOCATE ALL",
      `PREPARE palisade_attack AS ${shape(row)}`,
      "EXECUTE palisade_attack",
    ],
    statements: [session, "EXECUTE palisade_attack"],
    read: ([answer]) =>
      answer?.["seen"] === true ? reached("saw rows of another tenant") : silent("saw no row"),
  }));
}
