import { effectivePrivileges, type Reason } from "../effective/effective";
import { PUBLIC } from "../model/acl";
import { granteeText, relationKey } from "../model/keys";
import type { DatabaseModel, Membership, Role } from "../model/model";
import type { SecuredObject } from "../model/objects";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import { MEMBERSHIP_OPTIONS_VERSION } from "../model/server-facts";
import type { AccessIntent, DenialRule } from "./access-intent";
import { diffAcl } from "./diff-acl";
import type { DesiredObject } from "./expand-access";
import type { Problem } from "./plan";
import { aclIntent } from "./plan-objects";
import { expected } from "./roles/attributes";
import type { RolesScope } from "./roles/role-intent";
import { isAbout, SelectorIndex, selectable } from "./select";
import { countObjects } from "./summary";

/** What one role would have in one way, on all the objects on which it is so. */
interface Holding {
  readonly path: string;
  readonly role: string;
  readonly privileges: PrivilegeSet;
  readonly way: string;
  readonly objects: SecuredObject[];
}

/**
 * What a role would still have after the update although it is denied to it: by something that nobody declared and the
 * mode leaves in place, such as a grant to PUBLIC or a membership. What the declaration itself gives is found before
 * (`staticConflicts`). A denial that does not hold is an error, never a success.
 */
export function deniedStill(
  intent: AccessIntent,
  scope: RolesScope,
  model: DatabaseModel,
  objects: readonly DesiredObject[],
  memberships: readonly Membership[],
): Problem[] {
  if (intent.denials.length === 0) return [];
  const { after, judged } = afterwards(intent, objects);
  const roles = rolesAfter(scope, model);
  const denials = new SelectorIndex(intent.denials);
  const answers = effectivePrivileges({
    ...model,
    objects: after,
    memberships:
      model.version >= MEMBERSHIP_OPTIONS_VERSION
        ? memberships
        : // The member's own attribute decides; one that does not exist yet inherits.
          memberships.map((row) => ({ ...row, inherit: roles.get(row.member)?.inherit ?? true })),
    roles,
  });
  const found = new Map<string, Holding>();
  for (const { key, denied } of judged) {
    const object = after.get(key) as SecuredObject;
    for (const [role, set] of denied) {
      // That a column cannot be denied to the owner is said where the declaration is expanded.
      if (role === PUBLIC || (object.kind === "column" && role === object.owner)) continue;
      for (const { reason, privileges } of ways(answers.on(role, object).reasons, set)) {
        const path = pathOf(denials, role, object, privileges);
        const way = wayText(role, reason);
        const id = JSON.stringify([path, role, privileges, way]);
        const known = found.get(id);
        if (known === undefined) found.set(id, { path, role, privileges, way, objects: [object] });
        else known.objects.push(object);
      }
    }
  }
  return [...found.values()].map(({ path, role, privileges, way, objects: on }) => ({
    path,
    reason: `denies ${granteeText(role)} ${privilegeNames(privileges).join(", ")} on ${countObjects(on)}, which it would have ${way}: take that away first, or leave the denial out`,
  }));
}

/** The objects that a denial is about, and the relations of such columns, with the access lists that they will have. */
function afterwards(intent: AccessIntent, objects: readonly DesiredObject[]) {
  const after = new Map<string, SecuredObject>();
  const judged: DesiredObject[] = [];
  const add = (desired: DesiredObject) => {
    const { key, object } = desired;
    if (!after.has(key))
      after.set(key, {
        ...object,
        acl: diffAcl(object.acl, aclIntent(desired, intent.ignored)).after.entries,
      });
  };
  let relation: DesiredObject | undefined;
  for (const one of objects) {
    const isColumn = one.object.kind === "column";
    if (!isColumn) relation = one;
    if (one.denied.size === 0) continue;
    if (isColumn && relation?.key === relationKey(one.object)) add(relation);
    add(one);
    judged.push(one);
  }
  return { after, judged };
}

/** The declared roles with the attributes that they will have, as far as these give privileges. */
function rolesAfter(scope: RolesScope, model: DatabaseModel): ReadonlyMap<string, Role> {
  return new Map(
    [...model.roles].map(([name, role]) => [
      name,
      {
        ...role,
        superuser: expected(scope, model, name, "superuser"),
        inherit: expected(scope, model, name, "inherit"),
      },
    ]),
  );
}

/** Each way once by which something of the set is held; what a stronger way gives, a weaker one is not told for. */
function ways(
  reasons: readonly Reason[],
  set: PrivilegeSet,
): { readonly reason: Reason; readonly privileges: PrivilegeSet }[] {
  let left = set;
  return reasons.flatMap((reason) => {
    const privileges = reason.privileges & left;
    left &= ~privileges;
    return privileges === 0 ? [] : [{ reason, privileges }];
  });
}

function wayText(role: string, { how, path }: Reason): string {
  const last = path.at(-1) ?? role;
  const member = `as a member of ${path.slice(1).map(granteeText).join(" and so of ")}`;
  switch (how) {
    case "superuser":
      return "as a superuser";
    case "public":
      return "because PUBLIC has it";
    case "owner":
      return last === role ? "as the owner" : `${member}, the owner`;
    default:
      return last === role ? "by a grant that is left in place" : member;
  }
}

/** The denial that says so. */
function pathOf(
  denials: SelectorIndex<DenialRule>,
  role: string,
  object: SecuredObject,
  set: PrivilegeSet,
): string {
  const target = selectable(object);
  const found = denials
    .matching(target)
    .find(
      ({ rule, selector }) =>
        rule.grantees.includes(role) &&
        ((rule.privileges ?? ~0) & set) !== 0 &&
        isAbout(rule, selector, target, object.column),
    );
  return found?.rule.path ?? "denials";
}
