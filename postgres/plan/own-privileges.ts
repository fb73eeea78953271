import type { ObjectName, SecuredObject } from "../model/objects";
import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import { GRANT_KINDS, type GrantKind, grantKindOf, MAINTAIN, PRIVILEGES_OF_KIND } from "./kinds";

/**
 * What the owner of an object has without any GRANT (acldefault() in src/backend/utils/adt/acl.c): everything. It may be
 * revoked, and then the owner's own statements fail, views that run in its name, and the checks of foreign keys. Columns
 * carry nothing of their own, and a parameter has no owner.
 */
export function ownPrivileges(object: SecuredObject, version: number): PrivilegeSet {
  if (NOT_OWNED.has(object.kind)) return 0;
  const all = ALL.get(grantKindOf(object)) ?? 0;
  return version >= 170000 ? all : all & ~MAINTAIN;
}

const ALL: ReadonlyMap<GrantKind, PrivilegeSet> = new Map(
  GRANT_KINDS.map((kind) => [kind, privilegeSet(PRIVILEGES_OF_KIND[kind])]),
);

const NOT_OWNED: ReadonlySet<ObjectName["kind"]> = new Set(["column", "parameter"]);
