import { effectivePrivileges, type Reason } from "../../../effective/effective";
import { PUBLIC } from "../../../model/acl";
import { granteeText } from "../../../model/keys";
import type { DatabaseModel } from "../../../model/model";
import type { SecuredObject } from "../../../model/objects";
import { type PrivilegeSet, privilegeNames } from "../../../model/privileges";
import type { Path } from "../../../model/reach";
import { revoke } from "../../../sql/revoke";
import { revokeRole } from "../../../sql/revoke-role";

/** One way in which a role comes to privileges on an object. */
export interface Way {
  readonly role: string;
  /** From the role to whoever holds the grant; that role alone where it is its own or PUBLIC's. */
  readonly path: Path;
  /** Who holds the grant: a role or PUBLIC. */
  readonly holder: string;
  readonly privileges: PrivilegeSet;
  /** The statement that ends it. */
  readonly cure: string;
}

/**
 * The ways in which a role comes to one of these privileges by grants: its own, PUBLIC's, or those of a role that it is
 * a member of, by SET ROLE too. What it has as an owner or a superuser is another matter.
 */
export function waysTo(
  model: DatabaseModel,
  role: string,
  object: SecuredObject,
  wanted: PrivilegeSet,
): Way[] {
  const effective = effectivePrivileges(model);
  const ask = (who: string) => effective.onAnyColumn(who, object).reasons;
  const reasons: Reason[] = [...ask(role)];
  // What a role's own rights show already is not told again by SET ROLE.
  const known = new Set(reasons.map(({ path }) => path.at(-1)));
  for (const [other, path] of effective.graph.settableRoles(role)) {
    if (known.has(other)) continue;
    for (const reason of ask(other))
      if (reason.how !== "public" && reason.path.length === 1) reasons.push({ ...reason, path });
  }
  const ways = new Map<string, Way>();
  for (const { how, path, privileges } of reasons) {
    const held = privileges & wanted;
    if (held === 0 || how === "owner" || how === "superuser") continue;
    const holder = how === "public" ? PUBLIC : (path.at(-1) as string);
    const cure =
      how === "predefined"
        ? endMembership(model, path)
        : revoke({ privileges: held, objects: [object], grantees: [holder] });
    ways.set(`${holder}\0${held}`, { role, path, holder, privileges: held, cure });
  }
  return [...ways.values()];
}

/** `shop_app may SELECT`, `shop_app may SELECT as PUBLIC may`, `shop_app may SELECT through shop_group`. */
export function wayText({ role, path, holder, privileges }: Way): string {
  const may = `${granteeText(role)} may ${privilegeNames(privileges).join(", ")}`;
  if (holder === PUBLIC) return role === PUBLIC ? may : `${may}, as PUBLIC may`;
  return path.length === 1 ? may : `${may} through ${path.slice(1).map(granteeText).join(", a member of ")}`;
}

/** The statements that end the last membership of a path, one a grantor. */
export function endMembership(model: DatabaseModel, path: Path): string {
  const role = path.at(-1) as string;
  const member = path.at(-2) as string;
  const grants = model.memberships.filter((one) => one.role === role && one.member === member);
  if (grants.length < 2) return revokeRole({ role, member });
  return grants.map(({ grantor }) => revokeRole({ role, member, grantedBy: grantor })).join("; ");
}
