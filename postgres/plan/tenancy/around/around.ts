import type { DatabaseModel } from "../../../model/model";
import type { RowSecurityIntent } from "../intent";
import { PartBuilder, type TenancyPart } from "../part";
import type { Selection } from "../tables";
import { reportCode } from "./code";
import { judgeExposure } from "./exposure";
import { reportKeys } from "./keys";
import { judgeNotNull } from "./not-null";
import { planPrivileges } from "./privileges";
import { reportReplication } from "./replication";
import { judgeRoles } from "./roles";
import { scopeOf } from "./scope";

/**
 * What lies around the policies and leads past them: it is taken away where that is ours to do, refused where a tenant
 * role would see every tenant by it, and reported where only somebody else can say whether it is meant.
 */
export function planAround(
  intent: RowSecurityIntent,
  model: DatabaseModel,
  selection: Selection,
): TenancyPart {
  const part = new PartBuilder(model);
  const scope = scopeOf(intent, model, selection, part);
  judgeRoles(scope);
  planPrivileges(scope);
  judgeExposure(scope);
  judgeNotNull(scope);
  reportCode(scope);
  reportKeys(scope);
  reportReplication(scope);
  return part;
}
