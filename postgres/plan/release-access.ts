import { heldBy, PUBLIC } from "../model/acl";
import type { DatabaseModel } from "../model/model";
import { isRowType } from "../model/objects";
import { type PrivilegeSet, privilegesIn, type Rights, rights } from "../model/privileges";
import { type AccessIntent, declaredRoles } from "./access-intent";
import { builtInGrants } from "./built-in-grants";
import { type DesiredDefaults, expandDefaults, planDesiredDefaults } from "./default-privileges";
import { type DesiredObject, expandAccess } from "./expand-access";
import { type AccessPlan, assemble, rolesScope } from "./plan-access";
import { planObjects } from "./plan-objects";
import { planRoleRelease } from "./roles/release-roles";

const NONE: ReadonlyMap<string, PrivilegeSet> = new Map();

/**
 * The plan that gives back what a declaration granted: its roles lose what they hold in scope, their settings and
 * declared memberships. What others hold stays as it is, objects stay, and PUBLIC stays out unless the declaration says
 * `restorePublic`, which gives it back what PostgreSQL gives it by itself.
 */
export function planRelease(intent: AccessIntent, model: DatabaseModel): AccessPlan {
  const { objects } = expandAccess(intent, model);
  const released = new Set(declaredRoles(intent));
  return assemble(
    model,
    [
      planObjects(
        objects.map((entry) => release(entry, intent, released)),
        intent.ignored,
      ),
      planDesiredDefaults(
        intent,
        expandDefaults(intent, model).map((entry) => releaseDefaults(entry, intent, released)),
      ),
      // Last: what comes before may need a membership that is given back here.
      planRoleRelease(rolesScope(intent), model),
    ],
    [],
    [],
  );
}

/** Objects to come are given nothing any more, neither to declared roles nor what the declaration itself gave to PUBLIC. */
function releaseDefaults(
  entry: DesiredDefaults,
  { restorePublic, defaults }: AccessIntent,
  released: ReadonlySet<string>,
): DesiredDefaults {
  const { owner, schema, kind } = entry;
  const grants = restorePublic && schema === null ? builtInGrants(kind) : NONE;
  const declared = defaults
    .filter(
      (rule) =>
        rule.owner === owner &&
        rule.schema === schema &&
        rule.kind === kind &&
        rule.grantees.includes(PUBLIC),
    )
    .reduce((all, rule) => all | privilegesIn(rule.rights), 0);
  const denied = declared & ~privilegesIn(grants.get(PUBLIC) ?? 0);
  return {
    ...entry,
    mode: { only: released },
    own: 0,
    grants,
    denied: denied === 0 ? NONE : new Map([[PUBLIC, denied]]),
  };
}

/** Declared roles lose what was not theirs by initdb or an extension; nobody else is touched. */
function release(
  entry: DesiredObject,
  { restorePublic }: AccessIntent,
  released: ReadonlySet<string>,
): DesiredObject {
  const { object } = entry;
  const grants = new Map<string, Rights>();
  for (const { grantee, privileges, grantable } of object.initialAcl ?? [])
    if (released.has(grantee) || (grantee === PUBLIC && restorePublic))
      grants.set(grantee, rights(privileges, grantable));
  const isPublics = isRowType(object) && heldBy(object.acl, PUBLIC) !== 0;
  if ((restorePublic && object.initialAcl === undefined) || isPublics)
    for (const [grantee, value] of builtInGrants(object.kind)) grants.set(grantee, value);
  const declaredPublic = privilegesIn(entry.grants.get(PUBLIC) ?? 0) & ~privilegesIn(grants.get(PUBLIC) ?? 0);
  return {
    ...entry,
    mode: { only: released },
    grants,
    own: 0,
    // What the declaration itself gave to PUBLIC goes, unless PUBLIC has it by itself.
    denied:
      declaredPublic === 0 || object.initialAcl !== undefined ? NONE : new Map([[PUBLIC, declaredPublic]]),
  };
}
