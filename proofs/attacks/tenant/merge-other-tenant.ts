import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, unchanged, withoutPrivilege } from "./actions";
import { settableColumn } from "./statements";
import { BEHIND_ROW_SECURITY } from "./tenant-attack";

/** MERGE once ignored policies of UPDATE and SELECT (CVE-2023-39418), so it is tried by itself. */
export default defineAttack({
  id: "tenant-merge-other-tenant",
  title: "Changes or deletes another tenant's row by MERGE",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  since: 150_000,
  breaches: BEHIND_ROW_SECURITY,
  control: "update",
  why: "MERGE is one more way to UPDATE and DELETE, with its own history of leaving policies out.",
  defence: "row security on a server with the fix of CVE-2023-39418",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY with one policy FOR ALL; install the server's latest minor release",
  run: async (context, table) => {
    if (!mayTry(context, table, "update")) return withoutPrivilege(context, table, "update");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    return context.attempts(mergeAttempts(context, table, seed));
  },
});

/** MERGE upon the other tenant's row: to change it, and to delete it. */
export function mergeAttempts(context: AttackContext, table: TenantTable, { own, other }: Seed): Attempt[] {
  const column = quoteIdentifier(settableColumn(context, table));
  const merge = `MERGE INTO ${quoteObject(table.object)} AS target USING (SELECT 1) AS source ON ${other.predicate}`;
  return [`UPDATE SET ${column} = target.${column}`, "DELETE"].map((then) => ({
    statements: [context.serve(table, own), `${merge} WHEN MATCHED THEN ${then}`],
    verify: unchanged(table, other, "changed or deleted a row of another tenant"),
  }));
}
