import { defineAttack, EVERYONE } from "../../attack";
import { viewObservations } from "./views";

/** A view reads with its owner's rights unless it is `security_invoker` (PostgreSQL 15). */
export default defineAttack({
  id: "view-read-other-tenant",
  title: "Reads another tenant's rows through a view",
  family: "ways around",
  severity: "critical",
  as: EVERYONE,
  target: "view",
  looks: true,
  why: "A view reads its tables as its owner, whom row security may not bind: then it shows every tenant's rows to whoever may read the view.",
  defence: "security_invoker views, and no grants on views before PostgreSQL 15",
  fix: "ALTER VIEW … SET (security_invoker = true); on PostgreSQL 14 revoke the grant, or have the view owned by a role that row security binds",
  run: (context, view) => viewObservations(context, view),
});
