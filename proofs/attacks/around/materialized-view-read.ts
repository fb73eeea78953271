import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { readsSharedOnly, SHARED_ONLY } from "./views";

/** Materialized views cannot have row security at all. */
export default defineAttack({
  id: "materialized-view-read",
  title: "Reads a materialized view that holds tenants' rows",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "materialized view",
  looks: true,
  breaches: { "55000": "it may be read as soon as it is refreshed" },
  why: "A materialized view is a copy of every tenant's rows without any policy.",
  defence: "no grants on materialized views over tenant tables",
  fix: "REVOKE ALL on the materialized view; serve tenants from a view with security_invoker, or from a table with row security that a job fills",
  run: async (context, view) =>
    view.reads.length > 0 && readsSharedOnly(view)
      ? moot(SHARED_ONLY)
      : context.attempt({
          statements: [`SELECT FROM ${quoteObject(view.object)} LIMIT 1`],
          evidence: "may read the copy of every tenant's rows",
        }),
});
