import type { PrivilegeSet } from "./privileges";

/**
 * PUBLIC as a grantee. The empty string, because no role can be called that, whereas a role called `PUBLIC`
 * (upper case, quoted) can exist.
 */
export const PUBLIC = "";

/** One entry of an access list: what one grantor gave to one grantee. */
export interface AclEntry {
  /** A role's name, or {@link PUBLIC}. A role that no longer exists is `#` and its OID. */
  readonly grantee: string;
  readonly grantor: string;
  readonly privileges: PrivilegeSet;
  /** The subset of `privileges` that the grantee may pass on (WITH GRANT OPTION). */
  readonly grantable: PrivilegeSet;
}

/** An access list. Immutable and shared: equal lists of one catalog read are the same array. */
export type Acl = readonly AclEntry[];

/** Everything a grantee holds in this list, whoever granted it. */
export function heldBy(acl: Acl, grantee: string): PrivilegeSet {
  let set = 0;
  for (const entry of acl) if (entry.grantee === grantee) set |= entry.privileges;
  return set;
}

/** Everything a grantee may pass on. */
export function grantableBy(acl: Acl, grantee: string): PrivilegeSet {
  let set = 0;
  for (const entry of acl) if (entry.grantee === grantee) set |= entry.grantable;
  return set;
}

/** The grantees of a list, each once, in the order of the list. */
export function granteesOf(acl: Acl): string[] {
  return [...new Set(acl.map((entry) => entry.grantee))];
}
