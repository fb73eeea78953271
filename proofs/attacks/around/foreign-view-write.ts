import { defineAttack, EVERYONE } from "../../attack";
import { moot } from "../../observation";
import { explainedWrites, tenantsBehindView } from "./foreign-tables";

/** The same as `foreign-view-read`, for writing: a simple view is written through. */
export default defineAttack({
  id: "foreign-view-write",
  title: "Writes tenants' rows by a view over a foreign table",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "foreign view",
  looks: true,
  why: "What is written to a simple view goes to the foreign table with the rights of the view's owner, and no row security lies between: whoever may write the view falsifies every tenant's rows. Its privileges are tried, and nothing is written: what another server does cannot be rolled back.",
  defence: "no grants on views over foreign tables that hold tenants' rows",
  fix: "REVOKE ALL on the view; let a job that no tenant's role runs write the foreign table",
  run: async (context, view) => {
    const behind = await tenantsBehindView(context, view);
    if (typeof behind !== "string") return behind;
    const writes = explainedWrites(context, view.object, behind);
    return writes.length === 0 ? moot("nobody can write through it") : context.attempts(writes);
  },
});
