import { type Acl, PUBLIC } from "../../postgres/model/acl";
import { objectKey } from "../../postgres/model/keys";
import type { DatabaseModel, Membership, Role } from "../../postgres/model/model";
import type { Column, SecuredObject } from "../../postgres/model/objects";
import { type Privilege, privilegeSet } from "../../postgres/model/privileges";
import { displayIdentifier } from "../../postgres/sql/quote";

/** A login role without attributes, changed as a test needs it. */
export function role(name: string, changes: Partial<Role> = {}): Role {
  return {
    oid: 0,
    name,
    login: true,
    superuser: false,
    createRole: false,
    createDatabase: false,
    replication: false,
    bypassRowSecurity: false,
    inherit: true,
    connectionLimit: -1,
    validUntil: null,
    password: "none",
    ...changes,
  };
}

/** `member` is a member of `of` and inherits from it. */
export function membership(member: string, of: string, changes: Partial<Membership> = {}): Membership {
  return { role: of, member, grantor: "postgres", admin: false, inherit: true, set: true, ...changes };
}

/** An access list in which `owner` gave each grantee these privileges. */
export function acl(owner: string, grants: Readonly<Record<string, readonly Privilege[]>>): Acl {
  return Object.entries(grants).map(([grantee, privileges]) => ({
    grantee: grantee === "PUBLIC" ? PUBLIC : grantee,
    grantor: owner,
    privileges: privilegeSet(privileges),
    grantable: 0,
  }));
}

let lastOid = 1;

/** A uuid column that allows no NULL. */
export function column(name: string): Column {
  return { name, printed: displayIdentifier(name), type: "uuid", notNull: true };
}

/** A table of `owner` with a tenant column, changed as a test needs it. */
export function table(name: string, changes: Partial<SecuredObject> = {}): SecuredObject {
  return {
    kind: "table",
    schema: "app",
    name,
    oid: ++lastOid,
    owner: "owner",
    acl: [],
    aclIsDefault: true,
    partition: false,
    columns: [column("tenant_id"), column("id")],
    rowSecurity: { enabled: true, forced: true, policies: [] },
    ...changes,
  };
}

/** A database `shop` of role `owner` with a schema `app`. */
export function model(
  roles: readonly Role[],
  objects: readonly SecuredObject[],
  changes: Partial<DatabaseModel> = {},
): DatabaseModel {
  const own = (kind: "database" | "schema", name: string): SecuredObject => ({
    kind,
    name,
    oid: ++lastOid,
    owner: "owner",
    acl: [],
    aclIsDefault: true,
  });
  const all = [own("database", "shop"), own("schema", "app"), ...objects];
  return {
    version: 180_000,
    database: "shop",
    reader: { name: "postgres", superuser: true },
    roles: new Map(
      [role("owner"), role("postgres", { superuser: true }), ...roles].map((each) => [each.name, each]),
    ),
    memberships: [],
    storedSettings: [],
    objects: new Map(all.map((object) => [objectKey(object), object])),
    defaultPrivileges: [],
    ...changes,
  };
}
