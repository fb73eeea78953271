import { type PrivilegeSet, type Rights, rights } from "./privileges";

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

/**
 * True where both lists say the same: who was given what by whom, and may pass on what. The order of entries, and
 * whether one grantor's gifts to one grantee stand in one entry or several, mean nothing.
 */
export function sameAcl(a: Acl, b: Acl): boolean {
  if (a === b) return true;
  const left = meaning(a);
  const right = meaning(b);
  if (left.size !== right.size) return false;
  for (const [key, value] of left) if (right.get(key) !== value) return false;
  return true;
}

function meaning(acl: Acl): Map<string, Rights> {
  const said = new Map<string, Rights>();
  for (const { grantee, grantor, privileges, grantable } of acl) {
    if (privileges === 0) continue;
    const key = JSON.stringify([grantee, grantor]);
    said.set(key, (said.get(key) ?? 0) | rights(privileges, grantable));
  }
  return said;
}
