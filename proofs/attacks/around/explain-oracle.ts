import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import type { AttackContext } from "../../context";
import { heldBack, moot, type Observation, reached, silent, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { type SeedRow, whyMissing } from "../../seed/seeds";
import { madeUpValue } from "../../seed/values";
import { mayTry, withoutPrivilege } from "../tenant/actions";

/** An index that does not hold the tenant finds everybody's rows; EXPLAIN ANALYZE then counts those that it hides. */
export default defineAttack({
  id: "explain-oracle",
  title: "Finds out by the row counts of EXPLAIN ANALYZE whether another tenant has a value",
  family: "side channels",
  severity: "low",
  as: EVERYONE,
  target: "tenant table",
  why: '"Rows Removed by Filter" tells that an index found a row with this value that row security then hid.',
  defence: "indexes that hold the tenant column, so that they find one tenant's rows only",
  fix: "put the tenant column in front of the index's columns: CREATE INDEX … (tenant, column)",
  run: async (context, table) => {
    if (table.shared) return moot("every tenant may read it by declaration");
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return unable(whyMissing(seed));
    const stored = seed.other.made?.stored;
    if (stored === undefined) return unable(whyMissing({ missing: "existing rows are not looked into" }));
    const questions = askable(context, table, stored);
    if (questions.length === 0) return moot("every index holds the tenant column");
    return Promise.all(
      questions.map(async ({ column, there, absent }): Promise<Observation> => {
        const [found, missed] = await Promise.all(
          [there, absent].map((value) => counts(context, table, seed.own, column, value)),
        );
        if (found?.kind !== "silent") return found ?? unable("there is no answer");
        if (missed?.kind !== "silent") return missed ?? unable("there is no answer");
        return found.how === missed.how
          ? heldBack("the counts are the same for a value that is there and one that is not")
          : reached(`the counts tell that another tenant has this value of ${quoteIdentifier(column)}`);
      }),
    );
  },
});

/** The first columns of indexes without the tenant, with a value that another tenant has and one that nobody has. */
function askable(
  context: AttackContext,
  { object, column: tenant }: TenantTable,
  stored: ReadonlyMap<string, string | null>,
): { readonly column: string; readonly there: string; readonly absent: string }[] {
  const shape = context.shape(object);
  const names = (shape?.indexes ?? []).flatMap((index) => (index.includes(tenant) ? [] : index.slice(0, 1)));
  return [...new Set(names)].flatMap((name) => {
    const column = shape?.columns.get(name);
    const there = stored.get(name) ?? undefined;
    const absent = column && madeUpValue(column);
    return there === undefined || absent === undefined || there === absent
      ? []
      : [{ column: name, there, absent }];
  });
}

/** The row counts of the plan, as one text: compared, never reported. */
function counts(
  context: AttackContext,
  table: TenantTable,
  own: SeedRow,
  column: string,
  value: string,
): Promise<Observation> {
  return context.attempt({
    statements: [
      context.serve(table, own),
      "SET LOCAL enable_seqscan = off",
      `EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off, FORMAT json)
       SELECT FROM ${quoteObject(table.object)} WHERE ${quoteIdentifier(column)} = ${quoteLiteral(value)}`,
    ],
    read: ([row]) => silent(rowCounts(row?.["QUERY PLAN"])),
  });
}

/** Every count of rows in a plan, in the order of its nodes. */
function rowCounts(plan: unknown): string {
  const found: unknown[] = [];
  JSON.stringify(plan, (key, value: unknown) => {
    if (/\bRows\b/.test(key)) found.push(key, value);
    return value;
  });
  return JSON.stringify(found);
}
