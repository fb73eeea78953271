import { type Acl, heldBy, PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import {
  grantableIn,
  type PrivilegeSet,
  privilegeNames,
  privilegesIn,
  type Rights,
  rights,
  rightsText,
} from "../model/privileges";
import { AclState } from "./acl-state";
import { type AclIntent, lackOfOwner, restoredToOwner } from "./diff-acl";
import { takesFrom } from "./object-mode";

/**
 * `shop_app=SELECT, INSERT; …`: what an access list holds, as far as the mode manages it, or what is meant. One string an
 * object, by which `groupGraph` puts together those of which the same is so. The owner's own
 * privileges are told by {@link ownTexts}, so a declaration that names the owner is no difference.
 */
export function heldText(acl: Acl, intent: AclIntent, meant?: ReadonlyMap<string, Rights>): string {
  const held = new Map<string, Rights>(meant);
  if (meant === undefined)
    for (const { grantee, grantor, privileges, grantable } of acl) {
      if (intent.ignored.has(grantee)) continue;
      const wanted = intent.grants.get(grantee) ?? 0;
      const denied = rights(intent.denied.get(grantee) ?? 0);
      const value = rights(privileges, grantable);
      const taken = !isGone(grantee, grantor) && takesFrom(intent.mode, grantee);
      const counted = taken ? value : value & (wanted | denied);
      held.set(grantee, (held.get(grantee) ?? 0) | counted);
    }
  return [...held]
    .filter(([grantee, value]) => value !== 0 && grantee !== intent.owner)
    .map(([grantee, value]) => `${granteeText(grantee)}=${rightsText(value)}`)
    .sort()
    .join("; ");
}

/**
 * `shop_owner, without INSERT`: what an owner lacks of its own, as far as the mode manages it, and what is meant; nothing
 * where an owner has all that is its own, as nearly every one has.
 */
export function ownTexts(acl: Acl, intent: AclIntent): { live: string; desired: string } | undefined {
  const { owner, own = 0 } = intent;
  if (own === 0) return undefined;
  const denied = own & (intent.denied.get(owner) ?? 0);
  const lacking = own & ~heldBy(acl, owner);
  const counted = restoredToOwner(lacking, intent) | (lacking & denied);
  if ((counted | denied) === 0) return undefined;
  const text = (without: PrivilegeSet) =>
    `${granteeText(owner)}${without === 0 ? "" : `, without ${privilegeNames(without).join(", ")}`}`;
  return { live: text(counted), desired: text(denied) };
}

/** `shop_owner lacks its own INSERT`, where the mode leaves it so. */
export function lackText(acl: Acl, intent: AclIntent): string[] {
  const lack = lackOfOwner(new AclState(acl), intent);
  const left = lack & ~restoredToOwner(lack, intent);
  return left === 0 ? [] : [`${granteeText(intent.owner)} lacks its own ${privilegeNames(left).join(", ")}`];
}

/**
 * `stranger keeps SELECT`, for everything that nobody declared and the mode leaves in place: one text for each grantee and
 * grantor, because what somebody else than the owner granted depends on that somebody.
 */
export function undeclaredText(acl: Acl, intent: AclIntent): string[] {
  return acl.flatMap(({ grantee, grantor, privileges, grantable }) => {
    if (grantee === intent.owner || intent.ignored.has(grantee)) return [];
    if (!isGone(grantee, grantor) && takesFrom(intent.mode, grantee)) return [];
    const wanted = (intent.grants.get(grantee) ?? 0) | rights(0, intent.denied.get(grantee) ?? 0);
    const value = rights(privileges, grantable) & ~wanted;
    const options = grantableIn(value) & ~privilegesIn(value);
    const by = grantor === intent.owner ? "" : ` granted by ${nameOf(grantor)}`;
    const keeps = (what: string) => (what === "" ? [] : [`${nameOf(grantee)} keeps ${what}${by}`]);
    return [
      ...keeps(rightsText(value)),
      ...keeps(options === 0 ? "" : `the grant option for ${privilegeNames(options).join(", ")}`),
    ];
  });
}

/** A role that is gone cannot be named in a REVOKE, neither as grantee nor as grantor, whatever the mode. */
function isGone(grantee: string, grantor: string): boolean {
  return grantee.startsWith("#") || grantor.startsWith("#");
}

/** What to do about a sentence that names a dropped role: only a superuser's hand in the catalog helps. Tried on 14 to 18. */
export function cureOf(text: string): string {
  const oid = /(?:^| by )the dropped role with OID (\d+)(?: keeps |$)/.exec(text)?.[1];
  if (oid === undefined) return "";
  return `; no REVOKE can name that role until a superuser has made it again, and the next update takes it back: INSERT INTO pg_catalog.pg_authid (oid, rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit) VALUES (${oid}, 'dropped_${oid}', false, false, false, false, false, false, false, 0)`;
}

function nameOf(grantee: string): string {
  return grantee !== PUBLIC && grantee.startsWith("#")
    ? `the dropped role with OID ${grantee.slice(1)}`
    : granteeText(grantee);
}
