import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack } from "../../attack";

/** The weakest lock that a reader may not take; it stops nobody who reads or writes meanwhile. */
export default defineAttack({
  id: "read-only-lock-table",
  title: "Locks a table against others as a role that only reads",
  family: "read-only roles",
  severity: "medium",
  as: ["readonly", "stranger"],
  target: "table",
  breaches: { "55P03": "the privilege was there; only somebody else's lock stopped it" },
  why: "A lock held by a report stops the application.",
  defence: "no privilege beyond SELECT, which allows no lock but a reader's",
  fix: "REVOKE UPDATE, DELETE, TRUNCATE (and MAINTAIN from PostgreSQL 17) on it FROM the role and from PUBLIC",
  run: (context, table) =>
    context.attempt({
      statements: [`LOCK TABLE ${quoteObject(table)} IN SHARE UPDATE EXCLUSIVE MODE NOWAIT`],
      evidence: "locked the table",
    }),
});
