import { PUBLIC } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { ObjectKind, SecuredObject } from "../model/objects";
import { type Privilege, privilegeSet } from "../model/privileges";
import { effectivePrivileges } from "./effective";

/** A privilege that is missing on the way to an object, so that privileges on the object itself cannot be used. */
export interface Obstacle {
  readonly privilege: Privilege;
  /** The schema or the database that it is missing on. */
  readonly object: SecuredObject;
}

/** What belongs to the cluster, so that a connection to any database will do, or is the connection's own aim. */
const WITHOUT_DATABASE: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  "database",
  "tablespace",
  "parameter",
]);

const USAGE = privilegeSet(["USAGE"]);
const CONNECT = privilegeSet(["CONNECT"]);

/**
 * What stands between a role and an object: no USAGE on its schema, no CONNECT on the database. Only a role that can
 * log in needs CONNECT: a group's members connect as themselves. Schemas outside of the model are the server's own, and open.
 *
 * @param acting the role that it has become by SET ROLE, where it has
 */
export function obstacles(
  model: DatabaseModel,
  role: string,
  object: SecuredObject,
  acting: string = role,
): readonly Obstacle[] {
  const effective = effectivePrivileges(model);
  const found: Obstacle[] = [];
  const connects = role !== PUBLIC && model.roles.get(role)?.login === true;
  const database = model.objects.get(objectKey({ kind: "database", name: model.database }));
  if (connects && database !== undefined && !WITHOUT_DATABASE.has(object.kind)) {
    if ((effective.on(role, database).privileges & CONNECT) === 0)
      found.push({ privilege: "CONNECT", object: database });
  }
  if (object.schema === undefined) return found;
  const schema = model.objects.get(objectKey({ kind: "schema", name: object.schema }));
  if (schema !== undefined && (effective.on(acting, schema).privileges & USAGE) === 0)
    found.push({ privilege: "USAGE", object: schema });
  return found;
}
