import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { silent, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { mayTry, withoutPrivilege } from "./actions";
import { belongsTo, onlyFor } from "./statements";

/** The role's own condition fails on rows of others: the error itself tells that they are there, and what they hold. */
export default defineAttack({
  id: "tenant-read-by-error",
  title: "Learns of another tenant's rows by an expression that fails on them",
  family: "tenant isolation",
  severity: "high",
  as: EVERYONE,
  target: "tenant table",
  looks: true,
  breaches: { "22012": "its own expression was evaluated on rows of another tenant" },
  control: "read",
  why: "Errors and side effects of a condition speak of every row it is evaluated on, whether or not that row is returned.",
  defence: "row security, which is evaluated before any expression that is not leakproof",
  fix: "ENABLE and FORCE ROW LEVEL SECURITY; never declare LEAKPROOF what can fail; install the server's latest minor release",
  run: (context, table) => {
    if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
    const seed = context.seed(table);
    if ("missing" in seed) return Promise.resolve(unable(whyMissing(seed)));
    return context.attempt({
      statements: [
        context.serve(table, seed.own),
        `SELECT EXISTS (SELECT FROM ${quoteObject(table.object)} WHERE ${onlyFor(belongsTo(table, seed.own))})`,
      ],
      read: () => silent("its expression met no row of another tenant"),
    });
  },
});
