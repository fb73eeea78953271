import type { Acl } from "../model/acl";
import { granteeText } from "../model/keys";
import type { DatabaseModel } from "../model/model";
import { type PrivilegeSet, privilegeNames } from "../model/privileges";
import { alterDefaultPrivileges } from "../sql/alter-default-privileges";
import { type AccessIntent, declaredRoles } from "./access-intent";
import type { AclStep } from "./acl-step";
import { compact } from "./compact";
import { type DesiredDefaults, expandDefaults } from "./default-privileges";
import { type AclChange, diffAcl, undeclared } from "./diff-acl";
import { type DesiredObject, expandAccess } from "./expand-access";
import type { Change, Plan, PlannedStatement, Problem } from "./plan";
import { diffRoleSettings } from "./role-settings";
import { summarize } from "./summary";

/** A plan with the graphs that it was made from. */
export interface AccessPlan extends Plan {
  /** Object → `grantee=PRIVILEGE, …; …`: what is meant. Objects on which nobody has anything are left out. */
  readonly desired: Readonly<Record<string, string>>;
  /** The same as it is now, in scope of the declaration. */
  readonly live: Readonly<Record<string, string>>;
  /** What nobody declared and the mode leaves in place, one sentence each. */
  readonly kept: readonly string[];
  readonly problems: readonly Problem[];
}

/** Desired model + live model → ordered statements, each with its reason. Pure. */
export function planAccess(intent: AccessIntent, model: DatabaseModel): AccessPlan {
  const { objects, problems } = expandAccess(intent, model);
  return planGraph(intent, model, objects, expandDefaults(intent, model), problems);
}

/**
 * The plan that gives back what a declaration granted: its roles lose what they hold in scope and their settings are
 * reset. PUBLIC's built-in privileges stay revoked, undeclared grantees keep what they have.
 */
export function planRelease(intent: AccessIntent, model: DatabaseModel): AccessPlan {
  const { objects } = expandAccess(intent, model);
  const released = new Set(declaredRoles(intent));
  const reset = new Map([...intent.settings.keys()].map((role) => [role, new Map<string, string>()]));
  return planGraph(
    { ...intent, mode: "authoritative", settings: reset },
    model,
    objects.map((entry) => ({ ...entry, mode: "authoritative", grants: keepOthers(entry.object, released) })),
    expandDefaults(intent, model).map((entry) => ({
      ...entry,
      mode: "authoritative",
      grants: keepOthers(entry, released),
    })),
    [],
  );
}

function keepOthers(
  entry: { acl: Acl; owner: string },
  released: ReadonlySet<string>,
): Map<string, PrivilegeSet> {
  return new Map([...held(entry.acl, entry.owner, undefined)].filter(([grantee]) => !released.has(grantee)));
}

function planGraph(
  intent: AccessIntent,
  model: DatabaseModel,
  objects: readonly DesiredObject[],
  defaults: readonly DesiredDefaults[],
  problems: readonly Problem[],
): AccessPlan {
  const changes: Change[] = [];
  const steps: AclStep[] = [];
  const kept: string[] = [];
  for (const desired of objects) {
    const { key, object } = desired;
    for (const change of diffAcl(object.acl, object.owner, desired.grants, desired.mode)) {
      changes.push(...lines(key, change));
      steps.push(...stepsOf(desired, change));
    }
    if (desired.mode !== "authoritative")
      kept.push(...keptLines(key, object.acl, object.owner, desired.grants));
  }
  const later = defaults.flatMap((entry) =>
    diffAcl(entry.acl, entry.owner, entry.grants, entry.mode).map((change) => ({ entry, change })),
  );
  for (const { entry, change } of later) changes.push(...lines(entry.key, change));
  const settings = diffRoleSettings(intent, model);
  return {
    changes: [...changes, ...settings.changes],
    statements: [
      ...compact(ordered(steps)),
      ...later.flatMap(({ entry, change }) => defaultStatements(entry, change)),
      ...settings.statements,
    ],
    summary: [
      ...summarize(steps),
      ...later.flatMap(({ entry, change }) =>
        lines(entry.key, change).map(({ text }) => `${text} by ${entry.key}`),
      ),
      ...settings.changes.map(({ object, text }) => `${object} ${text}`),
    ],
    desired: graph(objects, defaults, (entry) => entry.grants),
    live: graph(objects, defaults, (entry) => {
      const [acl, owner] =
        "object" in entry ? [entry.object.acl, entry.object.owner] : [entry.acl, entry.owner];
      // What a mode leaves alone is no part of what it manages, and no drift.
      return held(acl, owner, entry.mode === "authoritative" ? undefined : entry.grants);
    }),
    kept,
    problems,
  };
}

function lines(object: string, change: AclChange): Change[] {
  const who = granteeText(change.grantee);
  const by = change.grantor === undefined ? "" : ` granted by ${granteeText(change.grantor)}`;
  return [
    ...privilegeNames(change.lose).map((name) => ({
      object,
      text: `${who} loses ${name}${by}`,
      reason: "not declared",
    })),
    ...privilegeNames(change.loseGrantOption).map((name) => ({
      object,
      text: `${who} loses the grant option for ${name}`,
      reason: "not declared",
    })),
    ...privilegeNames(change.gain).map((name) => ({
      object,
      text: `${who} gains ${name}`,
      reason: "declared",
    })),
  ];
}

function stepsOf(
  { object }: DesiredObject,
  { grantee, gain, lose, loseGrantOption, grantor }: AclChange,
): AclStep[] {
  const step = (action: AclStep["action"], privileges: PrivilegeSet): AclStep[] =>
    privileges === 0
      ? []
      : [{ action, object, grantee, privileges, ...(grantor === undefined ? {} : { actAs: grantor }) }];
  return [...step("REVOKE", lose), ...step("REVOKE GRANT OPTION", loseGrantOption), ...step("GRANT", gain)];
}

/** Grants made by others than the owner go first, then what is lost, then what is gained. */
function ordered(steps: readonly AclStep[]): AclStep[] {
  return [
    ...steps.filter((step) => step.actAs !== undefined),
    ...steps.filter((step) => step.actAs === undefined && step.action !== "GRANT"),
    ...steps.filter((step) => step.actAs === undefined && step.action === "GRANT"),
  ];
}

function defaultStatements(entry: DesiredDefaults, change: AclChange): PlannedStatement[] {
  const make = (action: "GRANT" | "REVOKE", privileges: PrivilegeSet): PlannedStatement[] =>
    privileges === 0
      ? []
      : [
          {
            sql: alterDefaultPrivileges({
              owner: entry.owner,
              ...(entry.schema === null ? {} : { schema: entry.schema }),
              action,
              privileges,
              kind: entry.kind,
              grantees: [change.grantee],
            }),
            reason: `${granteeText(change.grantee)} ${action === "GRANT" ? "gains" : "loses"} ${privilegeNames(privileges).join(", ")} by ${entry.key}`,
          },
        ];
  return [
    ...make("REVOKE", change.lose | change.loseGrantOption),
    ...make("GRANT", change.gain | change.loseGrantOption),
  ];
}

function keptLines(key: string, acl: Acl, owner: string, grants: DesiredObject["grants"]): string[] {
  return [...undeclared(acl, owner, grants)].map(
    ([grantee, set]) =>
      `${granteeText(grantee)} keeps ${privilegeNames(set).join(", ")} on ${key}, which is not declared`,
  );
}

function held(
  acl: Acl,
  owner: string,
  within: ReadonlyMap<string, PrivilegeSet> | undefined,
): Map<string, PrivilegeSet> {
  const result = new Map<string, PrivilegeSet>();
  for (const { grantee, privileges } of acl) {
    if (grantee === owner) continue;
    const counted = within === undefined ? privileges : privileges & (within.get(grantee) ?? 0);
    result.set(grantee, (result.get(grantee) ?? 0) | counted);
  }
  return result;
}

/** One string an object: a map of strings crosses the plugin's protocol three times faster than nested maps. */
function graph(
  objects: readonly DesiredObject[],
  defaults: readonly DesiredDefaults[],
  grants: (entry: DesiredObject | DesiredDefaults) => ReadonlyMap<string, PrivilegeSet>,
): Record<string, string> {
  const result: [string, string][] = [];
  const texts = new Map<ReadonlyMap<string, PrivilegeSet>, string>();
  for (const entry of [...objects, ...defaults]) {
    const map = grants(entry);
    const owner = "object" in entry ? entry.object.owner : entry.owner;
    // The owner's own privileges are never managed, so a declaration that names the owner is no difference.
    const text = map.has(owner) ? grantsText(map, owner) : (texts.get(map) ?? grantsText(map));
    if (!map.has(owner)) texts.set(map, text);
    if (text !== "") result.push([entry.key, text]);
  }
  return Object.fromEntries(result.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function grantsText(grants: ReadonlyMap<string, PrivilegeSet>, without?: string): string {
  return [...grants]
    .filter(([grantee, set]) => set !== 0 && grantee !== without)
    .map(([grantee, set]) => `${granteeText(grantee)}=${privilegeNames(set).join(", ")}`)
    .sort()
    .join("; ");
}
