import { quoteIdentifier, quoteLiteral } from "../../../postgres/sql/quote";
import { quoteObject } from "../../../postgres/sql/target";
import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE } from "../../attack";
import { heldBack, moot, type Observation, unable } from "../../observation";
import { NO_RIGHTS } from "../../scene/rights";
import { whyMissing } from "../../seed/seeds";
import { unchanged } from "../tenant/actions";
import { BEHIND_ROW_SECURITY } from "../tenant/tenant-attack";
import { stageView } from "./views";

/** Simple views can be written, and by default the write is made with the view owner's rights. */
export default defineAttack({
  id: "view-write-other-tenant",
  title: "Changes or deletes another tenant's rows through a view",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "view",
  breaches: BEHIND_ROW_SECURITY,
  why: "A grant to write a view is a grant to write its table as the view's owner, whom row security may not bind.",
  defence: "security_invoker views, and no grants on views before PostgreSQL 15",
  fix: "ALTER VIEW … SET (security_invoker = true), and grant no more than SELECT on views",
  run: async (context, view) => {
    const { writable, settable } = context.rights.get(view.object.oid) ?? NO_RIGHTS;
    const { column } = view;
    if ((!writable.update && !writable.delete) || column === undefined)
      return moot("it cannot be written, or shows no tenant column");
    const staged = stageView(context, view, view.reads);
    if ("missing" in staged) return unable(whyMissing(staged));
    const { seed } = staged;
    const name = quoteObject(view.object);
    const set = quoteIdentifier(settable[0] ?? column);
    const where = `WHERE ${quoteIdentifier(column)} = ${quoteLiteral(seed.other.tenant)}`;
    const writes: readonly Pick<Attempt, "statements">[] = [
      ...(writable.update ? [{ statements: [`UPDATE ${name} SET ${set} = ${set} ${where}`] }] : []),
      ...(writable.delete ? [{ statements: [`DELETE FROM ${name} ${where}`] }] : []),
    ];
    const observations: Observation[] = [];
    for (const { statements } of writes) {
      for (const table of view.reads) {
        const rows = context.seed(table);
        if ("missing" in rows) continue;
        const verify = unchanged(table, rows.other, "changed or deleted a row of another tenant");
        const seen = await context.attempt({
          statements: [context.serve(staged.table, seed.own), ...statements],
          verify,
        });
        observations.push(seen.kind === "silent" ? heldBack(seen.how) : seen);
      }
    }
    return observations;
  },
});
