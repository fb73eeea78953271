import type { DatabaseModel } from "../../model/model";
import { alterViewSecurityInvoker } from "../../sql/alter-view";
import { PartBuilder, type TenancyPart } from "./part";
import { viewsOver } from "./views-over";

/** Views over tenant tables run with the rights of whoever asks; what cannot is reported. */
export function planViews(model: DatabaseModel, tables: ReadonlySet<string>): TenancyPart {
  const part = new PartBuilder(model);
  for (const [key, view] of viewsOver(model, tables)) {
    if (view.kind === "materialized view") {
      part.report(
        key,
        "holds rows of every tenant, and row security cannot protect a materialized view: grant it to no tenant role",
      );
    } else if (model.version < 150000) {
      part.report(
        key,
        "runs as its owner, who sees every tenant (security_invoker needs PostgreSQL 15): grant it to no tenant role",
      );
    } else {
      part.state(
        key,
        "security_invoker",
        view.securityInvoker === true ? "security_invoker" : "runs as its owner",
      );
      if (view.securityInvoker === true) continue;
      part.change(
        key,
        "gains security_invoker",
        "reads a tenant table",
        alterViewSecurityInvoker(view, true),
      );
    }
  }
  return part;
}
