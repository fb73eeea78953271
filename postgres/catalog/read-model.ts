import type { Beside, Session } from "../connect/session";
import { objectKey } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { BOOTSTRAP_OID } from "../model/server-facts";
import { AclDefaults, aclDefaultsQuery } from "./acl-defaults";
import { AclReader } from "./acl-text";
import { Batch } from "./batch";
import {
  membershipsFrom,
  membershipsQuery,
  readHead,
  rolesFrom,
  rolesQuery,
  STORED_SETTINGS_QUERY,
  storedSettingsFrom,
} from "./cluster";
import { DEFAULT_PRIVILEGES_QUERY, defaultPrivilegesFrom } from "./default-privileges";
import { type ObjectScope, OWNED_SEQUENCES_QUERY, objectQueries } from "./object-queries";
import { objectsFrom } from "./objects";
import { INITIAL_PRIVILEGES_QUERY, MEMBERS_QUERY, Origins } from "./origins";
import { addDetails } from "./row-security";
import { addGuard } from "./tenancy/guard";
import { indexesQuery } from "./tenancy/keys";
import { addSurroundings } from "./tenancy/surroundings";
import { UNLISTED_OWNERS_QUERY, unlistedOwnersFrom } from "./unlisted-owners";

/** What {@link readDatabaseModel} leaves out or adds. */
export interface ReadModelOptions {
  /** Of the objects in schemas, only those of these schemas. @default all schemas of the user */
  readonly schemas?: readonly string[];
  /**
   * `"schemas"` leaves out what lies in no schema (languages, foreign servers, large objects, tablespaces, parameters)
   * and the server's own objects. The database itself is always read. @default "all"
   */
  readonly areas?: "schemas" | "all";
  /**
   * Relations and routines of the server, by name, that are read even where nothing differs from what initdb gave.
   * @default only those that differ
   */
  readonly system?: readonly string[];
  /** Also columns, row-level security with its policies, leading index columns and what views read. @default false */
  readonly columns?: boolean;
  /** Also who owns what has no access list. @default false */
  readonly owners?: boolean;
  /**
   * Gives a session that sees the same, for some of the queries, which are then answered at the same time as the others.
   * Asked only where there are columns to read. @default all queries are sent in one order, by this session
   */
  readonly beside?: Beside;
}

/**
 * Reads the security state of the session's database. Reads catalogs only, never a user's table. Inside a transaction
 * it sees that transaction's own changes. Takes two round trips, however much there is.
 */
export async function readDatabaseModel(
  session: Session,
  options: ReadModelOptions = {},
): Promise<DatabaseModel> {
  // Asked for before the first answer, so that what it takes to have one is not waited for.
  const beside = options.columns === true ? options.beside?.() : undefined;
  const head = await readHead(session);
  const scope: ObjectScope = {
    version: head.version,
    schemas: options.schemas,
    areas: options.areas ?? "all",
    system: options.system ?? [],
  };
  const batch = new Batch();
  const defaultAcls = batch.add(aclDefaultsQuery(head.version));
  const members = batch.add(MEMBERS_QUERY);
  const initial = batch.add(INITIAL_PRIVILEGES_QUERY);
  const queries = objectQueries(scope).map((query) => ({ query, take: batch.add(query.sql) }));
  const ownedSequences = batch.add(OWNED_SEQUENCES_QUERY);
  const defaultPrivileges = batch.add(DEFAULT_PRIVILEGES_QUERY);
  // One reading of the indexes for both that ask about them. What goes beside takes as long as the policies, which a
  // session that has just begun cannot start with as early.
  const indexes =
    options.columns === true ? batch.add(indexesQuery(options.schemas), { beside: true }) : () => [];
  const details =
    options.columns === true ? addDetails(batch, options.schemas, head.version, indexes) : undefined;
  const surroundings =
    options.columns === true ? addSurroundings(batch, options.schemas, head.version, indexes) : undefined;
  const guard = options.columns === true ? addGuard(batch) : undefined;
  const memberships = batch.add(membershipsQuery(head));
  const storedSettings = batch.add(STORED_SETTINGS_QUERY);
  const unlistedOwners = options.owners === true ? batch.add(UNLISTED_OWNERS_QUERY) : undefined;
  // Last, so that the owner of everything read before is among them: a role that owns something cannot be dropped.
  const roleRows = batch.add(rolesQuery(head));
  await batch.run(session, beside);

  const roles = rolesFrom(roleRows());
  const names = new Map([...roles.values()].map(({ oid, name }) => [oid, name]));
  const roleName = (oid: number) => names.get(oid) ?? `#${oid}`;
  const acls = new AclReader((name) => roles.has(name));
  const defaults = new AclDefaults(defaultAcls(), roleName(BOOTSTRAP_OID), acls);
  const relationDetails = details?.(roleName);
  const objects = objectsFrom(
    queries.map(({ query, take }) => ({ query, rows: take() })),
    ownedSequences(),
    {
      scope,
      acls,
      defaults,
      origins: new Origins(members(), initial(), acls, defaults),
      roleName,
      details: relationDetails,
    },
  );
  return {
    version: head.version,
    database: head.database,
    reader: head.reader,
    roles,
    memberships: membershipsFrom(memberships()),
    storedSettings: storedSettingsFrom(storedSettings()),
    objects,
    defaultPrivileges: defaultPrivilegesFrom(defaultPrivileges(), acls, roleName),
    ...(unlistedOwners === undefined
      ? {}
      : { unlistedOwners: unlistedOwnersFrom(unlistedOwners(), roleName) }),
    ...(guard === undefined ? {} : { guard: guard() }),
    ...(surroundings === undefined || relationDetails === undefined
      ? {}
      : { surroundings: surroundings({ objects, details: relationDetails, acls, defaults, roleName }) }),
  };
}

/** The database's own entry in a model. */
export function databaseObject(model: DatabaseModel): SecuredObject {
  const object = model.objects.get(objectKey({ kind: "database", name: model.database }));
  if (object === undefined) throw new Error(`the model of ${model.database} lacks the database itself`);
  return object;
}
