import { quoteIdentifier } from "../../../postgres/sql/quote";
import { defineAttack, EVERYONE } from "../../attack";
import { moot, type Observation, unable } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import { insertStatement } from "../../seed/row-maker";
import { whyMissing } from "../../seed/seeds";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";

/** As `view-write-other-tenant`, for new rows. */
export default defineAttack({
  id: "view-insert-other-tenant",
  title: "Adds a row to another tenant through a view",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "view",
  breaches: BEHIND_ROW_SECURITY,
  why: "A grant to insert into a view is a grant to insert into its table as the view's owner, whom row security may not bind.",
  defence: "security_invoker views, and no grants on views before PostgreSQL 15",
  fix: "ALTER VIEW … SET (security_invoker = true), and grant no more than SELECT on views",
  run: async (context, view) => {
    const { writable } = context.rights.get(view.object.oid) ?? NO_RIGHTS;
    if (!writable.insert || view.column === undefined)
      return moot("nothing can be inserted into it, or it shows no tenant column");
    const shown = new Set(view.object.columns?.map(({ name }) => name));
    const observations: Observation[] = [];
    for (const table of view.reads) {
      const seed = context.seed(table);
      const made = "missing" in seed ? undefined : seed.other.made;
      if ("missing" in seed || made === undefined) continue;
      const values = new Map([...made.written].filter(([name]) => shown.has(name)));
      if (!values.has(view.column)) continue;
      observations.push(
        await context.attempt({
          statements: [context.serve(table, seed.own), insertStatement(view.object, values)],
          evidence: `added a row to another tenant's by its column ${quoteIdentifier(view.column)}`,
        }),
      );
    }
    return observations.length > 0
      ? observations
      : unable(whyMissing({ missing: "none could be made for its tables" }));
  },
});
