import type { Acl } from "../model/acl";
import { granteeText } from "../model/keys";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import type { AclState } from "./acl-state";
import { type AclIntent, isManaged } from "./diff-acl";
import { takesFrom } from "./object-mode";
import type { Change } from "./plan";

/** A line of a preview, whatever object it is about. */
export type AclLine = Omit<Change, "object">;

/**
 * The lines of a preview for one access list: what each grantee loses and gains, from the list as it is and the list as
 * it will be, so that what goes by depending on another is shown as well, and what is revoked and granted again in one
 * update is not.
 */
export function aclLines(before: Acl, after: AclState, intent: AclIntent): readonly AclLine[] {
  const losses: AclLine[] = [];
  const gains: AclLine[] = [];
  const add = (to: AclLine[], names: PrivilegeSet, text: (name: string) => string, reason: string) => {
    for (const name of privilegeNames(names)) to.push({ text: text(name), reason });
  };
  for (const entry of before) {
    const { grantee, grantor } = entry;
    const left = after.held(grantee, grantor);
    const who = granteeText(grantee);
    const by = grantor === intent.owner ? "" : ` granted by ${granteeText(grantor)}`;
    const lost = entry.privileges & ~left.privileges;
    const reason = lossReason(entry, lost, after, intent);
    add(losses, lost, (name) => `${who} loses ${name}${by}`, reason);
    const options = entry.grantable & ~left.grantable & left.privileges;
    add(losses, options, (name) => `${who} loses the grant option for ${name}${by}`, reason);
  }
  for (const { grantee, grantor, privileges, grantable } of after.entries) {
    const old = before.find((entry) => entry.grantee === grantee && entry.grantor === grantor);
    const who = granteeText(grantee);
    const gained = privileges & ~(old?.privileges ?? 0);
    const reason = gainReason(grantee, intent);
    add(gains, gained & ~grantable, (name) => `${who} gains ${name}`, reason);
    add(gains, gained & grantable, (name) => `${who} gains ${name} WITH GRANT OPTION`, reason);
    const options = grantable & ~gained & ~(old?.grantable ?? 0);
    add(gains, options, (name) => `${who} gains the grant option for ${name}`, reason);
  }
  return [...losses, ...gains];
}

function gainReason(grantee: string, { owner, grants }: AclIntent): string {
  if (grantee === owner) return "the owner's own";
  return grants.has(grantee) ? "declared" : "depended on another grantee";
}

function lossReason(
  { grantee, grantor }: Acl[number],
  lost: PrivilegeSet,
  after: AclState,
  intent: AclIntent,
): string {
  if ((lost & (intent.denied.get(grantee) ?? 0)) !== 0) return "denied";
  const meant = isManaged(grantee, intent) && takesFrom(intent.mode, grantee);
  const depends = grantor !== intent.owner && (after.held(grantor).grantable & lost) === 0;
  const why = `depends on a grant option of ${granteeText(grantor)} (CASCADE)`;
  if (!meant) return why;
  return depends ? `not declared, and ${why}` : "not declared";
}
