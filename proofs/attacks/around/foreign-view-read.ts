import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { reached } from "../../observation";
import { tenantsBehindView } from "./foreign-tables";

/** The same as `foreign-table-read`, by a view: whoever may read the view needs no right to what is behind it. */
export default defineAttack({
  id: "foreign-view-read",
  title: "Reads tenants' rows by a view over a foreign table or over a copy of one",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "foreign view",
  looks: true,
  why: "A view reads a foreign table, or a materialized view that was filled from one, with its owner's rights, and no row security lies between: every tenant's rows are open to whoever may read the view. Its privilege is tried, and no row is fetched: what another server does cannot be rolled back.",
  defence: "no grants on views over foreign tables that hold tenants' rows",
  fix: "REVOKE ALL on the view, or set security_invoker on it (PostgreSQL 15 and later), so that the reader needs a right to the foreign table itself",
  run: async (context, view) => {
    const behind = await tenantsBehindView(context, view);
    if (typeof behind !== "string") return behind;
    return context.attempt({
      statements: [`EXPLAIN SELECT FROM ${quoteObject(view.object)} WHERE false`],
      read: () => reached(`may read it, though ${behind}`),
    });
  },
});
