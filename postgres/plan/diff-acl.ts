import { type Acl, type AclEntry, granteesOf, heldBy } from "../model/acl";
import type { PrivilegeSet } from "../model/privileges";
import type { AccessMode } from "./words";

/** What changes for one grantee of one access list. */
export interface AclChange {
  readonly grantee: string;
  readonly gain: PrivilegeSet;
  readonly lose: PrivilegeSet;
  /** Keeps the privilege and loses the right to pass it on. */
  readonly loseGrantOption: PrivilegeSet;
  /** The grantor whose grant is taken back, where it is not the owner: only that role can take it back. */
  readonly grantor?: string;
}

/**
 * Compares an access list with what is meant. The owner's own entry is never touched. Grants that somebody else than
 * the owner made are taken back as that grantor, the last link of a chain first, so that no REVOKE needs CASCADE; what
 * is declared is granted by the owner.
 */
export function diffAcl(
  acl: Acl,
  owner: string,
  grants: ReadonlyMap<string, PrivilegeSet>,
  mode: AccessMode,
): AclChange[] {
  const changes: AclChange[] = [];
  if (mode === "authoritative") changes.push(...foreignGrants(acl, owner));
  const own = mode === "authoritative" ? acl.filter((entry) => entry.grantor === owner) : acl;
  for (const grantee of new Set([...grants.keys(), ...granteesOf(own)])) {
    if (grantee === owner || grantee.startsWith("#")) continue;
    const wanted = grants.get(grantee) ?? 0;
    const held = heldBy(own, grantee);
    const gain = wanted & ~held;
    const lose = mode === "authoritative" ? held & ~wanted : 0;
    const grantable = own.reduce(
      (set, entry) => (entry.grantee === grantee ? set | entry.grantable : set),
      0,
    );
    const loseGrantOption = mode === "authoritative" ? grantable & wanted : 0;
    if ((gain | lose | loseGrantOption) !== 0) changes.push({ grantee, gain, lose, loseGrantOption });
  }
  return changes;
}

/** Entries by others than the owner, ordered so that what depends on a grant option goes before it. */
function foreignGrants(acl: Acl, owner: string): AclChange[] {
  let left = acl.filter((entry) => entry.grantor !== owner && entry.grantee !== owner);
  const ordered: AclEntry[] = [];
  while (left.length > 0) {
    const free = left.filter(
      (entry) => !left.some((other) => other !== entry && other.grantor === entry.grantee),
    );
    // PostgreSQL allows no circular grants, so there is always a last link; should one appear, take all at once.
    const next = free.length > 0 ? free : left;
    ordered.push(...next);
    left = left.filter((entry) => !next.includes(entry));
  }
  return ordered.map(({ grantee, grantor, privileges }) => ({
    grantee,
    gain: 0,
    lose: privileges,
    loseGrantOption: 0,
    grantor,
  }));
}

/** Privileges that nobody declared and that the mode leaves in place: grantee → privileges. */
export function undeclared(
  acl: Acl,
  owner: string,
  grants: ReadonlyMap<string, PrivilegeSet>,
): Map<string, PrivilegeSet> {
  const found = new Map<string, PrivilegeSet>();
  for (const grantee of granteesOf(acl)) {
    const extra = heldBy(acl, grantee) & ~(grants.get(grantee) ?? 0);
    if (grantee !== owner && extra !== 0) found.set(grantee, extra);
  }
  return found;
}
