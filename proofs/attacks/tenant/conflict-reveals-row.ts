import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { heldBack, moot, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { insertStatement } from "../../seed/row-maker";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { type ClashingRow, clashingRows } from "./keys";
import { onlyFor, settableColumn } from "./statements";

/** The condition of {@link conflictAttempts} failed. */
export const EVALUATED: Readonly<Record<string, string>> = {
  "22012": "the condition of ON CONFLICT was evaluated on a row of another tenant",
};

/** `ON CONFLICT DO UPDATE … WHERE` evaluates the role's own condition on the row in conflict (CVE-2026-120154). */
export default defineAttack({
  id: "tenant-conflict-reveals-row",
  title: "Reads another tenant's row by the WHERE of INSERT … ON CONFLICT",
  family: "tenant isolation",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  breaches: EVALUATED,
  why: "Whoever knows a key can have conditions of their own evaluated on another tenant's row, and read it bit by bit.",
  defence: "unique keys that hold the tenant column, or a server with the fix of CVE-2026-120154",
  fix: "put the tenant column into every unique key (PRIMARY KEY (tenant, id)), or install the server's latest minor release",
  run: async (context, table) => {
    if (!mayTry(context, table, "insert")) return withoutPrivilege(context, table, "insert");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const rows = clashingRows(context, table, seed);
    if ("missing" in rows) return unable(whyMissing(rows));
    if (rows.length === 0) return moot("every unique key holds the tenant column");
    return context.attempts(conflictAttempts(context, table, seed, rows));
  },
});

/** Upserts of rows that clash with another tenant's, with a condition that fails on any but the own tenant's. */
export function conflictAttempts(
  context: AttackContext,
  table: TenantTable,
  { own }: Seed,
  rows: readonly ClashingRow[],
): Attempt[] {
  const column = quoteIdentifier(settableColumn(context, table));
  const tenant = `target.${quoteIdentifier(table.column)} = ${quoteLiteral(own.tenant)}`;
  return rows.map(({ key, values, room }) => ({
    ...room,
    statements: [
      context.serve(table, own),
      `${insertStatement(table.object, values, "target")} ON CONFLICT (${key.map(quoteIdentifier).join(", ")})
         DO UPDATE SET ${column} = target.${column} WHERE ${onlyFor(tenant)}`,
    ],
    read: () => heldBack("the condition met no row of another tenant"),
  }));
}
