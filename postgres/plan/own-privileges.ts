import type { DefaultKind } from "../model/model";
import type { ObjectName, SecuredObject } from "../model/objects";
import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import { GRANT_KINDS, type GrantKind, grantKindOf, MAINTAIN, PRIVILEGES_OF_KIND } from "./kinds";

/**
 * What the owner of an object has without any GRANT (acldefault() in src/backend/utils/adt/acl.c): everything. It may be
 * revoked, and then the owner's own statements fail, views that run in its name, and the checks of foreign keys. Columns
 * carry nothing of their own, and a parameter has no owner.
 */
export function ownPrivileges(object: SecuredObject, version: number): PrivilegeSet {
  return NOT_OWNED.has(object.kind) ? 0 : allOf(grantKindOf(object), version);
}

/**
 * The same of an object to come, unless the owner's default privileges for the whole database hold something of it back.
 * Those for one schema only add.
 */
export function ownDefaultPrivileges(kind: DefaultKind, version: number): PrivilegeSet {
  return allOf(KIND_TO_COME[kind], version);
}

function allOf(kind: GrantKind, version: number): PrivilegeSet {
  const all = ALL.get(kind) ?? 0;
  return version >= 170000 ? all : all & ~MAINTAIN;
}

const KIND_TO_COME: Readonly<Record<DefaultKind, GrantKind>> = {
  tables: "tables",
  sequences: "sequences",
  functions: "functions",
  types: "types",
  schemas: "schema",
  "large objects": "largeObjects",
};

const ALL: ReadonlyMap<GrantKind, PrivilegeSet> = new Map(
  GRANT_KINDS.map((kind) => [kind, privilegeSet(PRIVILEGES_OF_KIND[kind])]),
);

const NOT_OWNED: ReadonlySet<ObjectName["kind"]> = new Set(["column", "parameter"]);
