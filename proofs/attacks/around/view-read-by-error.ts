import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { onlyFor } from "../tenant/statements";
import { mayRead, readsSharedOnly, refusalOnly, SHARED_ONLY, stageView } from "./views";

/** A view's own WHERE is no wall unless the view is a `security_barrier`: the planner may evaluate the reader's condition first. */
export default defineAttack({
  id: "view-read-by-error",
  title: "Learns of another tenant's rows behind a view by an expression that fails on them",
  family: "ways around",
  severity: "high",
  as: EVERYONE,
  target: "view",
  looks: true,
  breaches: { "22012": "its own expression was evaluated on rows of another tenant" },
  why: "A view that filters tenants itself lets the reader's expression see rows before the filter does.",
  defence: "security_invoker views over tables with row security, whose policies come first",
  fix: "leave the filtering to row security (security_invoker = true), or make the view a security_barrier",
  run: async (context, view) => {
    if (!mayRead(context, view)) return refusalOnly(context, view);
    if (readsSharedOnly(view)) return moot(SHARED_ONLY);
    if (view.column === undefined) return moot("it shows no tenant column");
    const staged = stageView(context, view);
    if ("missing" in staged) return unable(whyMissing(staged));
    const { own } = staged.seed;
    const condition = onlyFor(`${quoteIdentifier(view.column)}::text = ${quoteLiteral(own.tenant)}`);
    return context.attempt({
      statements: [
        context.serve(staged.table, own),
        `SELECT EXISTS (SELECT FROM ${quoteObject(view.object)} WHERE ${condition})`,
      ],
      read: () => heldBack("its expression met no row of another tenant"),
    });
  },
});
