import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { blindAttempts, REACHED_TOO_MANY } from "./blindly";
import { settableColumn } from "./statements";

/**
 * An UPDATE that reads no column never meets the SELECT policy: with a narrow SELECT policy and a wide UPDATE policy
 * `UPDATE t SET c = …` reaches every tenant's rows (PostgreSQL's documentation, CREATE POLICY, "Policies Applied by
 * Command Type").
 */
export default defineAttack({
  id: "tenant-update-blindly",
  title: "Changes rows by an UPDATE that reads no column",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  breaches: REACHED_TOO_MANY,
  control: "update",
  why: "An UPDATE without WHERE is bound by the UPDATE policy alone: where that one is wider than the SELECT policy, it changes every tenant's rows at once.",
  defence: "row security: one policy for all commands, so that none is wider than another",
  fix: "replace the policies for single commands by one policy FOR ALL, or make each as narrow as the one for SELECT",
  run: (context, table) =>
    blindAttempts(
      context,
      table,
      "update",
      (condition) =>
        `UPDATE ${quoteObject(table.object)} SET ${quoteIdentifier(settableColumn(context, table))} = DEFAULT WHERE ${condition}`,
    ),
});
