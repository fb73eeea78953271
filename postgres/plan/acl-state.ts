import type { Acl } from "../model/acl";
import type { PrivilegeSet } from "../model/privileges";

/** One entry of an access list that changes while a plan is made. */
export interface Entry {
  readonly grantee: string;
  readonly grantor: string;
  privileges: PrivilegeSet;
  grantable: PrivilegeSet;
}

/** What one removal did beyond what it was asked to. */
export interface Consequence {
  readonly grantee: string;
  readonly grantor: string;
  readonly privileges: PrivilegeSet;
}

/** What a REVOKE says: whose grant to whom, and whether only the right to pass it on is taken. */
export interface Removal {
  readonly grantee: string;
  readonly grantor: string;
  readonly privileges: PrivilegeSet;
  readonly grantOptionOnly: boolean;
}

/**
 * An access list on which revocations are tried out before they are made, with PostgreSQL's own rule for what depends on
 * a grant option (recursive_revoke in src/backend/utils/adt/acl.c): when a role no longer holds the grant option from
 * anybody, everything that it granted by it goes too.
 */
export class AclState {
  readonly entries: Entry[];

  constructor(acl: Acl) {
    this.entries = acl.map((entry) => ({ ...entry }));
  }

  /** Takes away, and with it what depends on it. Returns what went beside the entry itself. */
  remove({ grantee, grantor, privileges, grantOptionOnly }: Removal): Consequence[] {
    const entry = this.entries.find((item) => item.grantee === grantee && item.grantor === grantor);
    if (entry === undefined) return [];
    const options = entry.grantable & privileges;
    if (!grantOptionOnly) entry.privileges &= ~privileges;
    entry.grantable &= ~privileges;
    // Only an owner's own entry can pass its grant options to itself, and an owner never loses them.
    return options === 0 || grantee === grantor ? [] : this.#cascade(grantee, options);
  }

  #cascade(grantor: string, options: PrivilegeSet): Consequence[] {
    let still = 0;
    for (const entry of this.entries) if (entry.grantee === grantor) still |= entry.grantable;
    const lost = options & ~still;
    if (lost === 0) return [];
    const gone: Consequence[] = [];
    for (const entry of this.entries) {
      const privileges = entry.privileges & lost;
      if (entry.grantor !== grantor || privileges === 0) continue;
      gone.push({ grantee: entry.grantee, grantor, privileges });
      gone.push(...this.remove({ grantee: entry.grantee, grantor, privileges, grantOptionOnly: false }));
    }
    return gone;
  }

  /** What a grantee holds from one grantor, or from anybody. */
  held(grantee: string, grantor?: string): { privileges: PrivilegeSet; grantable: PrivilegeSet } {
    let privileges = 0;
    let grantable = 0;
    for (const entry of this.entries) {
      if (entry.grantee !== grantee || (grantor !== undefined && entry.grantor !== grantor)) continue;
      privileges |= entry.privileges;
      grantable |= entry.grantable;
    }
    return { privileges, grantable };
  }

  /** Adds what a grantor gives. */
  grant(grantee: string, grantor: string, privileges: PrivilegeSet, grantable: PrivilegeSet): void {
    const entry = this.entries.find((item) => item.grantee === grantee && item.grantor === grantor);
    if (entry === undefined) this.entries.push({ grantee, grantor, privileges, grantable });
    else {
      entry.privileges |= privileges;
      entry.grantable |= grantable;
    }
  }
}
