import { PUBLIC } from "../model/acl";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { membershipGraph } from "../model/reach";

/** How row security meets one role on one table where it is enabled. */
export interface RowFilter {
  /** Why the role sees every row, or `undefined` where policies decide. */
  readonly bypass?: "superuser" | "BYPASSRLS" | "owner";
  /** The permissive policies for the role, sorted. None, and nothing bypassed: no row is seen. */
  readonly policies: readonly string[];
}

/** How row security meets a role on a table; `undefined` where it is not enabled (check_enable_rls in rls.c). */
export function rowFilter(model: DatabaseModel, role: string, table: SecuredObject): RowFilter | undefined {
  const security = table.rowSecurity;
  if (security?.enabled !== true) return undefined;
  const { inherits } = membershipGraph(model);
  const policies = security.policies
    .filter(({ permissive, roles }) => permissive && roles.some((to) => to === PUBLIC || inherits(role, to)))
    .map(({ name }) => name)
    .sort();
  const attributes = model.roles.get(role);
  if (attributes?.superuser === true) return { bypass: "superuser", policies };
  if (attributes?.bypassRowSecurity === true) return { bypass: "BYPASSRLS", policies };
  if (!security.forced && inherits(role, table.owner)) return { bypass: "owner", policies };
  return { policies };
}
