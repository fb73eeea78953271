import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";

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
  run: (context, { object }) =>
    context.attempt({
      statements: [`SELECT FROM ${quoteObject(object)} LIMIT 1`],
      evidence: "may read the copy of every tenant's rows",
    }),
});
