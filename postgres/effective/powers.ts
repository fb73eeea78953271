import type { SecuredObject } from "../model/objects";
import { type PrivilegeSet, privilegeSet } from "../model/privileges";
import { MAINTAIN } from "../plan/kinds";
import { isInPgClass } from "./privileges-of";

/** A predefined role that the server gives privileges to without any entry in an access list. */
export interface Power {
  readonly role: string;
  readonly privileges: PrivilegeSet;
}

const SELECT = privilegeSet(["SELECT"]);
const WRITES = privilegeSet(["INSERT", "UPDATE", "DELETE"]);
const USAGE = privilegeSet(["USAGE"]);

/** The predefined roles with built-in privileges on tables, views and sequences. */
export const RELATION_POWERS: readonly Power[] = [
  { role: "pg_read_all_data", privileges: SELECT },
  { role: "pg_write_all_data", privileges: WRITES },
  // Since PostgreSQL 17; before, no such role exists.
  { role: "pg_maintain", privileges: MAINTAIN },
];

/** The predefined roles with built-in privileges on schemas. */
export const SCHEMA_POWERS: readonly Power[] = [
  { role: "pg_read_all_data", privileges: USAGE },
  { role: "pg_write_all_data", privileges: USAGE },
];

/** The predefined roles with built-in privileges on such an object (pg_class_aclmask and pg_namespace_aclmask in aclchk.c). */
export function powersOn(object: SecuredObject): readonly Power[] {
  if (object.kind === "schema") return SCHEMA_POWERS;
  return isInPgClass(object) ? RELATION_POWERS : [];
}

/** Below it lie the objects that initdb made first: the catalogs (FirstUnpinnedObjectId in access/transam.h). */
const FIRST_UNPINNED_OID = 12000;

const WITHHELD = privilegeSet(["INSERT", "UPDATE", "DELETE", "TRUNCATE", "USAGE"]);

/** What nobody but a superuser may do to this object, whatever its access list says: write to a catalog. */
export function withheldOn(object: SecuredObject): PrivilegeSet {
  return object.oid < FIRST_UNPINNED_OID && isInPgClass(object) && object.kind !== "view" ? WITHHELD : 0;
}
