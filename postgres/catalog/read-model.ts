import type { Session } from "../connect/session";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { AclReader } from "./acl-text";
import { readHead, readMemberships, readRoles, readStoredSettings } from "./cluster";
import { readDefaultPrivileges, readObjects } from "./objects";
import { readDetails, readPolicies, withDetails } from "./row-security";

/** What {@link readDatabaseModel} leaves out or adds. */
export interface ReadModelOptions {
  /** Only objects of these schemas (and the database). @default all schemas of the user */
  readonly schemas?: readonly string[];
  /** Also columns, leading index columns and what views read. @default false */
  readonly columns?: boolean;
}

/**
 * Reads the security state of the session's database. Reads catalogs only, never a user's table. Inside a transaction
 * it sees that transaction's own changes. Queries run one after the other on the one connection.
 */
export async function readDatabaseModel(
  session: Session,
  options: ReadModelOptions = {},
): Promise<DatabaseModel> {
  const head = await readHead(session);
  const roles = await readRoles(session, head);
  const acls = new AclReader((name) => roles.has(name));
  const memberships = await readMemberships(session, head);
  const storedSettings = await readStoredSettings(session);
  const bare = await readObjects(session, acls, options.schemas);
  const policies = await readPolicies(session);
  const details = options.columns === true ? await readDetails(session, options.schemas) : undefined;
  const keys = new Map<number, string>();
  if (details !== undefined)
    for (const [key, object] of bare) if (isRelation(object)) keys.set(object.oid, key);
  const objects = new Map<string, SecuredObject>();
  for (const [key, object] of bare) {
    objects.set(
      key,
      isRelation(object) ? withDetails(object, policies, details, (oid) => keys.get(oid)) : object,
    );
  }
  return {
    version: head.version,
    database: head.database,
    reader: head.reader,
    roles,
    memberships,
    storedSettings,
    objects,
    defaultPrivileges: await readDefaultPrivileges(session, acls),
  };
}

const RELATIONS: ReadonlySet<string> = new Set(["table", "foreign table", "view", "materialized view"]);

function isRelation(object: SecuredObject): boolean {
  return RELATIONS.has(object.kind);
}

/** The database's own entry in a model. */
export function databaseObject(model: DatabaseModel): SecuredObject {
  const object = model.objects.get(objectKey({ kind: "database", name: model.database }));
  if (object === undefined) throw new Error(`the model of ${model.database} lacks the database itself`);
  return object;
}
