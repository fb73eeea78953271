import { type Acl, PUBLIC } from "../model/acl";
import { objectKey } from "../model/keys";
import type { DatabaseModel, Role } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { privilegeSet } from "../model/privileges";

const ALL_ON_DATABASE = privilegeSet(["CREATE", "TEMPORARY", "CONNECT"]);
const ALL_ON_SCHEMA = privilegeSet(["USAGE", "CREATE"]);

/** The role that owns schema `public` of a new database: `pg_database_owner` since PostgreSQL 15, before it the bootstrap superuser. */
const PUBLIC_SCHEMA_OWNER = "pg_database_owner";

/**
 * A database as CREATE DATABASE … TEMPLATE template0 leaves it, for previews made before it exists.
 * `roles` are those of the running server; without a server, none.
 */
export function blankModel(
  database: string,
  owner: string,
  version: number,
  reader: DatabaseModel["reader"],
  roles: ReadonlyMap<string, Role>,
): DatabaseModel {
  const objects = new Map<string, SecuredObject>();
  for (const object of [newDatabase(database, owner), newPublicSchema(version)])
    objects.set(objectKey(object), object);
  return {
    version,
    database,
    reader,
    roles,
    memberships: [],
    storedSettings: [],
    objects,
    defaultPrivileges: [],
  };
}

/** A schema as CREATE SCHEMA … AUTHORIZATION leaves it. Schema `public` is the one of a new database. */
export function newSchema(name: string, owner: string, version: number): SecuredObject {
  if (name === "public") return newPublicSchema(version);
  return {
    kind: "schema",
    name,
    oid: 0,
    owner,
    acl: [own(owner, ALL_ON_SCHEMA)],
    aclIsDefault: true,
  };
}

function newDatabase(name: string, owner: string): SecuredObject {
  const toPublic = privilegeSet(["CONNECT", "TEMPORARY"]);
  return {
    kind: "database",
    name,
    oid: 0,
    owner,
    acl: [
      { grantee: PUBLIC, grantor: owner, privileges: toPublic, grantable: 0 },
      own(owner, ALL_ON_DATABASE),
    ],
    aclIsDefault: true,
  };
}

function newPublicSchema(version: number): SecuredObject {
  const owner = version >= 150000 ? PUBLIC_SCHEMA_OWNER : "postgres";
  const toPublic = version >= 150000 ? privilegeSet(["USAGE"]) : ALL_ON_SCHEMA;
  return {
    kind: "schema",
    name: "public",
    oid: 0,
    owner,
    acl: [own(owner, ALL_ON_SCHEMA), { grantee: PUBLIC, grantor: owner, privileges: toPublic, grantable: 0 }],
    aclIsDefault: false,
  };
}

function own(owner: string, privileges: number): Acl[number] {
  return { grantee: owner, grantor: owner, privileges, grantable: 0 };
}
