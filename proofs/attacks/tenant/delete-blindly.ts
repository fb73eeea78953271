import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { blindAttempts, REACHED_TOO_MANY } from "./blindly";

/** The same as `tenant-update-blindly`, for DELETE. */
export default defineAttack({
  id: "tenant-delete-blindly",
  title: "Deletes rows by a DELETE that reads no column",
  family: "tenant isolation",
  severity: "critical",
  as: EVERYONE,
  target: "tenant table",
  breaches: REACHED_TOO_MANY,
  control: "delete",
  why: "A DELETE without WHERE is bound by the DELETE policy alone: where that one is wider than the SELECT policy, it deletes every tenant's rows at once.",
  defence: "row security: one policy for all commands, so that none is wider than another",
  fix: "replace the policies for single commands by one policy FOR ALL, or make each as narrow as the one for SELECT",
  run: (context, table) =>
    blindAttempts(
      context,
      table,
      "delete",
      (condition) => `DELETE FROM ${quoteObject(table.object)} WHERE ${condition}`,
    ),
});
