import { quoteIdentifier } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, reached, unable } from "../../observation";
import { whyMissing } from "../../seed/seeds";
import { FAILS_CLOSED } from "../tenant/states";
import { mayRead, readsSharedOnly, refusalOnly, SHARED_ONLY, stageView } from "./views";

/** As `view-read-other-tenant`, by a session that names no tenant. */
export default defineAttack({
  id: "view-read-setting-empty",
  title: "Reads tenants' rows through a view with the tenant setting empty",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "view",
  looks: true,
  refusals: ["42501", ...FAILS_CLOSED, "P0001"],
  why: "A view that filters by a condition of its own may treat a missing tenant differently from the policy.",
  defence: "security_invoker views, and no grants on views before PostgreSQL 15",
  fix: "ALTER VIEW … SET (security_invoker = true), and leave the filtering to the tables' policies",
  run: async (context, view) => {
    if (!mayRead(context, view)) return refusalOnly(context, view);
    if (readsSharedOnly(view)) return moot(SHARED_ONLY);
    if (view.column === undefined)
      return moot("it shows no tenant column; what it tells is judged with a tenant named");
    const staged = stageView(context, view);
    if ("missing" in staged) return unable(whyMissing(staged));
    return context.attempt({
      statements: [
        context.say(staged.table, ""),
        `SELECT EXISTS (SELECT FROM ${quoteObject(view.object)} WHERE ${quoteIdentifier(view.column)} IS NOT NULL) AS seen`,
      ],
      read: ([row]) =>
        row?.["seen"] === true ? reached("saw rows without naming a tenant") : heldBack("saw no row"),
    });
  },
});
