import type { SecuredObject } from "../model/objects";
import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import { COLUMN_PRIVILEGES, grantKindOf, MAINTAIN, PRIVILEGES_OF_KIND } from "../plan/kinds";

/** Every privilege that an object of this kind can carry on a server of this version (`server_version_num`). */
export function privilegesOf(object: SecuredObject, version: number): PrivilegeSet {
  if (object.kind === "column") return ON_COLUMNS;
  const all = privilegeSet(PRIVILEGES_OF_KIND[grantKindOf(object)]);
  return version >= 170000 ? all : all & ~MAINTAIN;
}

/** The privileges that a single column can carry. */
export const ON_COLUMNS: PrivilegeSet = privilegeSet(COLUMN_PRIVILEGES);

/** Tables of every sort and sequences: what `pg_class` holds, and what the predefined data roles are about. */
export function isInPgClass(object: SecuredObject): boolean {
  return isRelation(object) || object.kind === "sequence";
}

/** What has rows and columns: tables, foreign tables, views, materialized views. */
export function isRelation({ kind }: SecuredObject): boolean {
  return kind === "table" || kind === "foreign table" || kind === "view" || kind === "materialized view";
}
