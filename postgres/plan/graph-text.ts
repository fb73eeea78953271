import { type Acl, PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import { privilegeNames, privilegesIn, type Rights, rights, rightsText } from "../model/privileges";
import type { AclIntent } from "./diff-acl";
import { takesFrom } from "./object-mode";

/**
 * `shop_app=SELECT, INSERT; …`: what an access list holds, as far as the mode manages it, or what is meant. One string an
 * object, because a map of strings crosses the plugin's protocol three times faster than nested maps. The owner's own
 * privileges are never managed, so a declaration that names the owner is no difference.
 */
export function heldText(acl: Acl, intent: AclIntent, meant?: ReadonlyMap<string, Rights>): string {
  const held = new Map<string, Rights>(meant);
  if (meant === undefined)
    for (const { grantee, privileges, grantable } of acl) {
      if (intent.ignored.has(grantee)) continue;
      const wanted = intent.grants.get(grantee) ?? 0;
      const denied = rights(intent.denied.get(grantee) ?? 0);
      const value = rights(privileges, grantable);
      const counted = takesFrom(intent.mode, grantee) ? value : value & (wanted | denied);
      held.set(grantee, (held.get(grantee) ?? 0) | counted);
    }
  return [...held]
    .filter(([grantee, value]) => value !== 0 && grantee !== intent.owner)
    .map(([grantee, value]) => `${granteeText(grantee)}=${rightsText(value)}`)
    .sort()
    .join("; ");
}

/** `stranger keeps SELECT`, for everything that nobody declared and the mode leaves in place. */
export function undeclaredText(acl: Acl, intent: AclIntent): string[] {
  const extra = new Map<string, number>();
  for (const { grantee, privileges } of acl) {
    if (grantee === intent.owner || intent.ignored.has(grantee)) continue;
    // A role that is gone cannot be named in a REVOKE, whatever the mode.
    const stays = grantee.startsWith("#") || !takesFrom(intent.mode, grantee);
    const wanted = privilegesIn(intent.grants.get(grantee) ?? 0) | (intent.denied.get(grantee) ?? 0);
    const value = privileges & ~wanted;
    if (stays && value !== 0) extra.set(grantee, (extra.get(grantee) ?? 0) | value);
  }
  return [...extra].map(([grantee, value]) => `${nameOf(grantee)} keeps ${privilegeNames(value).join(", ")}`);
}

function nameOf(grantee: string): string {
  return grantee !== PUBLIC && grantee.startsWith("#")
    ? `the dropped role with OID ${grantee.slice(1)}`
    : granteeText(grantee);
}
