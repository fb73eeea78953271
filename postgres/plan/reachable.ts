import type { DatabaseModel } from "../model/model";
import { membershipGraph } from "../model/reach";

/**
 * Whether the managing role could make a statement in another role's right: as a superuser, by a membership, or by one
 * that it may give itself (ADMIN; before PostgreSQL 16 CREATEROLE is enough for any role that is no superuser).
 */
export function isReachable(model: DatabaseModel, role: string): boolean {
  const { name, superuser } = model.reader;
  if (superuser || name === role) return true;
  const graph = membershipGraph(model);
  if (graph.inherits(name, role) || graph.canSetRole(name, role) || graph.canAdminister(name, role))
    return true;
  return (
    model.version < 160000 &&
    model.roles.get(name)?.createRole === true &&
    model.roles.get(role)?.superuser === false
  );
}
