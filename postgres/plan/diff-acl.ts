import type { Acl } from "../model/acl";
import { grantableIn, type PrivilegeSet, privilegesIn, type Rights } from "../model/privileges";
import { AclState, type Consequence, type Removal } from "./acl-state";
import { type ObjectMode, takesFrom } from "./object-mode";

/** What is meant for one access list. */
export interface AclIntent {
  readonly owner: string;
  readonly mode: ObjectMode;
  readonly grants: ReadonlyMap<string, Rights>;
  readonly denied: ReadonlyMap<string, PrivilegeSet>;
  /** What the owner is to have by itself, as far as nothing of it is denied. Of other privileges of its own nothing is said. @default nothing */
  readonly own?: PrivilegeSet;
  /** Grantees whose privileges another tool owns. */
  readonly ignored: ReadonlyMap<string, string>;
}

/** One statement about one access list. */
export interface AclChange {
  readonly action: "GRANT" | "REVOKE" | "REVOKE GRANT OPTION";
  readonly grantee: string;
  readonly privileges: PrivilegeSet;
  /** GRANT only: with the right to pass it on. */
  readonly grantOption: boolean;
  /** The owner, or the only role that can take its own grant back. */
  readonly grantor: string;
  /** Something depends on what is taken; what it is stands in the lines of the preview. */
  readonly cascade: boolean;
}

/** How one access list becomes what is meant. */
export interface AclDiff {
  readonly changes: readonly AclChange[];
  /** What the revocations among the changes do to the access lists of columns. */
  readonly removals: readonly Removal[];
  /** The list as it will be. */
  readonly after: AclState;
}

const NO_CHANGE: readonly AclChange[] = [];

/**
 * Compares an access list with what is meant. What the owner granted is revoked
 * by the owner, with CASCADE where others depend on it; so goes what somebody else granted and nobody declared, or, where
 * that is not to be had from the owner, in that grantor's name. What is declared and held from nobody is granted by the owner, and so is
 * again what somebody would lose only because it depended on another. The owner itself is given what it lost of its own
 * where the mode takes what nobody declared, since a REVOKE is a change like a GRANT.
 */
export function diffAcl(acl: Acl, intent: AclIntent, earlier: readonly Removal[] = []): AclDiff {
  const { owner } = intent;
  const after = new AclState(acl);
  const lost: Consequence[] = earlier.flatMap((removal) => after.remove(removal));
  const revoked = revokedByOwner(after, intent);
  const revocations: AclChange[] = [];
  const removals: Removal[] = [];
  const revoke = (removal: Removal): AclChange => {
    const gone = after.remove(removal);
    lost.push(...gone);
    removals.push(removal);
    const { grantOptionOnly, ...rest } = removal;
    return {
      ...rest,
      action: grantOptionOnly ? "REVOKE GRANT OPTION" : "REVOKE",
      grantOption: false,
      cascade: gone.length > 0,
    };
  };
  for (const removal of revoked) revocations.push(revoke(removal));
  const foreign: AclChange[] = [];
  for (let next = nextForeign(after, intent); next !== undefined; next = nextForeign(after, intent))
    foreign.push(revoke(next));
  const grants = granted(after, intent, lost);
  for (const { grantee, privileges, grantOption } of grants)
    after.grant(grantee, owner, privileges, grantOption ? privileges : 0);
  const changes = [...foreign, ...revocations, ...grants];
  return { changes: changes.length === 0 ? NO_CHANGE : changes, removals, after };
}

/** What is no longer meant of what the owner granted. */
function revokedByOwner(state: AclState, intent: AclIntent): Removal[] {
  const removals: Removal[] = [];
  for (const { grantee, grantor, privileges, grantable } of state.entries) {
    if (grantee === intent.owner && grantor === intent.owner) {
      const lose = privileges & (intent.own ?? 0) & (intent.denied.get(grantee) ?? 0);
      if (lose !== 0) removals.push({ grantee, grantor, privileges: lose, grantOptionOnly: false });
    }
    if (grantor !== intent.owner || !isManaged(grantee, intent)) continue;
    const wanted = intent.grants.get(grantee) ?? 0;
    const denied = intent.denied.get(grantee) ?? 0;
    const takes = takesFrom(intent.mode, grantee);
    const lose = privileges & ((takes ? ~privilegesIn(wanted) : 0) | denied);
    const options = takes ? grantable & ~lose & ~grantableIn(wanted) : 0;
    const of = { grantee, grantor };
    if (lose !== 0) removals.push({ ...of, privileges: lose, grantOptionOnly: false });
    if (options !== 0) removals.push({ ...of, privileges: options, grantOptionOnly: true });
  }
  return removals;
}

/** A grant by somebody else than the owner that has to go and that nothing else has taken along. */
function nextForeign(state: AclState, intent: AclIntent): Removal | undefined {
  for (const { grantee, grantor, privileges, grantable } of state.entries) {
    if (grantor === intent.owner || !isManaged(grantee, intent)) continue;
    // A grantor that no longer exists cannot take anything back.
    if (grantor.startsWith("#")) continue;
    const wanted = intent.grants.get(grantee) ?? 0;
    const denied = intent.denied.get(grantee) ?? 0;
    const takes = takesFrom(intent.mode, grantee);
    const lose = privileges & ((takes ? ~privilegesIn(wanted) : 0) | denied);
    const options = takes ? grantable & ~lose & ~grantableIn(wanted) : 0;
    const root = rootOf(state, intent.owner, grantor, lose | options);
    if (root !== undefined) return root;
    if (lose !== 0) return { grantee, grantor, privileges: lose, grantOptionOnly: false };
    if (options !== 0) return { grantee, grantor, privileges: options, grantOptionOnly: true };
  }
  return undefined;
}

/**
 * The owner's own grant from which a grantor's grant option comes. The owner takes that option back with CASCADE and
 * grants again what is declared, which takes no right of the grantor: it need not even be able to name the object.
 * `undefined` where the option comes from elsewhere, as a column's does from its table.
 */
function rootOf(
  state: AclState,
  owner: string,
  grantor: string,
  privileges: PrivilegeSet,
): Removal | undefined {
  const above = new Set([grantor]);
  for (const role of above)
    for (const entry of state.entries) {
      const options = entry.grantable & privileges;
      if (entry.grantee !== role || options === 0 || role.startsWith("#")) continue;
      if (entry.grantor === owner)
        return { grantee: role, grantor: owner, privileges: options, grantOptionOnly: true };
      above.add(entry.grantor);
    }
  return undefined;
}

/** What is declared and missing, and what was lost by depending on another although nobody meant to take it. */
function granted(state: AclState, intent: AclIntent, lost: readonly Consequence[]): AclChange[] {
  const wanted = new Map(intent.grants);
  for (const { grantee, privileges } of lost) {
    const kept = !isManaged(grantee, intent) || !takesFrom(intent.mode, grantee);
    if (!kept || grantee.startsWith("#")) continue;
    wanted.set(grantee, (wanted.get(grantee) ?? 0) | (privileges & ~(intent.denied.get(grantee) ?? 0)));
  }
  wanted.set(intent.owner, restoredToOwner(lackOfOwner(state, intent), intent));
  return [...wanted].flatMap(([grantee, value]) => {
    const held = state.held(grantee);
    const options = grantableIn(value) & ~held.grantable;
    const gain = privilegesIn(value) & ~held.privileges & ~options;
    const make = (privileges: PrivilegeSet, grantOption: boolean): AclChange[] =>
      privileges === 0
        ? []
        : [
            {
              action: "GRANT",
              grantee,
              privileges,
              grantOption,
              grantor: intent.owner,
              cascade: false,
            },
          ];
    return [...make(gain, false), ...make(options, true)];
  });
}

/** What the owner does not have although it is its own and nobody denies it. */
export function lackOfOwner(state: AclState, { owner, own = 0, denied }: AclIntent): PrivilegeSet {
  return own & ~(denied.get(owner) ?? 0) & ~state.held(owner).privileges;
}

/** What of an owner's lack is given back: all of it, or, in the modes that only add, what is declared for it by name. */
export function restoredToOwner(lack: PrivilegeSet, { owner, mode, grants }: AclIntent): PrivilegeSet {
  return takesFrom(mode, owner) ? lack : lack & privilegesIn(grants.get(owner) ?? 0);
}

/** Whether a grantee is ours to change: the owner itself, roles that are gone and what another tool owns are left alone. */
export function isManaged(grantee: string, { owner, ignored }: AclIntent): boolean {
  return grantee !== owner && !grantee.startsWith("#") && !ignored.has(grantee);
}
