import { effectivePrivileges } from "../../../effective/effective";
import { type Acl, PUBLIC } from "../../../model/acl";
import { granteeText, objectKey } from "../../../model/keys";
import type { DatabaseModel } from "../../../model/model";
import type { SecuredObject } from "../../../model/objects";
import {
  type PrivilegeSet,
  privilegeNames,
  privilegeSet,
  privilegesIn,
  type Rights,
} from "../../../model/privileges";
import { revoke } from "../../../sql/revoke";
import type { DesiredObject } from "../../expand-access";
import { planObjects } from "../../plan-objects";
import { isReachable } from "../../reachable";
import { countObjects } from "../../summary";
import type { Scope } from "./scope";
import { type Way, waysTo, wayText } from "./ways";

/** What row security does not filter. MAINTAIN (17 and later) locks and rewrites the rows of every tenant. */
const STRUCTURE = privilegeSet(["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"]);

const EVERYTHING = privilegesIn(-1);

const CREATE = privilegeSet(["CREATE"]);

const PLACES = privilegeSet(["CREATE", "TEMPORARY"]);

/** Objects from which the same is taken, for the same reason. */
interface Taking {
  readonly objects: readonly SecuredObject[];
  readonly privileges: PrivilegeSet;
  readonly reason: string;
  /** What a group role's grant of it comes to: refused, or reported. */
  readonly byGroup: "problem" | "report";
}

/**
 * Takes from tenant roles and PUBLIC what passes row security by: TRUNCATE, REFERENCES, TRIGGER and MAINTAIN, every
 * privilege on partitions, and the places where they could put code of their own. What they hold through another role
 * is that role's, and is told with the way to it.
 */
export function planPrivileges(scope: Scope): void {
  const { intent, model, selection } = scope;
  const tables = [
    ...selection.tenant.map(({ table }) => table),
    ...selection.shared.map((one) => one.object),
  ];
  const database = [...model.objects.values()].filter(({ kind }) => kind === "database");
  const schemas = [...model.objects.values()].filter(
    ({ kind, name }) => kind === "schema" && intent.schemas.includes(name),
  );
  const whole = tables.filter(({ partition }) => partition !== true);
  const partitions = tables.filter(({ partition }) => partition === true);
  const takings: readonly Taking[] = [
    { objects: whole, privileges: STRUCTURE, reason: "row security does not filter it", byGroup: "problem" },
    { objects: partitions, privileges: EVERYTHING, reason: "reached through its parent", byGroup: "report" },
    { objects: database, privileges: PLACES, reason: "no place for code of its own", byGroup: "problem" },
    { objects: schemas, privileges: CREATE, reason: "no place for code of its own", byGroup: "problem" },
  ];
  for (const taking of takings) {
    take(scope, taking);
    tellGroups(scope, taking);
  }
}

const NO_GRANTS: ReadonlyMap<string, Rights> = new Map();

/** Nobody else's, since a plan of privileges asks for them: no grantee is another tool's here. */
const NOBODY: ReadonlyMap<string, string> = new Map();

function take({ intent, model, part, grantees }: Scope, { objects, privileges, reason }: Taking): void {
  const denied = new Map(grantees.map((grantee) => [grantee, privileges]));
  const effective = effectivePrivileges(model);
  const desired: DesiredObject[] = [];
  const isHeld = heldByAny(grantees, privileges);
  for (const object of objects) {
    const columns = effective.columnsOf(object);
    if (columns.length === 0 && !isHeld(object.acl)) continue;
    const theirs = ours(model, object);
    if (intent.mode !== "authoritative" || !theirs) {
      for (const [grantee, set] of heldDirectly(object, grantees, privileges))
        part.report(
          objectKey(object),
          `${granteeText(grantee)} may ${privilegeNames(set).join(", ")}: ${reason}; ${revoke({ privileges: set, objects: [object], grantees: [grantee] })}${theirs ? "" : ` (as ${granteeText(object.owner)})`}`,
        );
      continue;
    }
    // A relation comes before its columns: its REVOKE takes their privileges along.
    for (const one of [object, ...columns])
      desired.push({ key: objectKey(one), object: one, mode: "additive", grants: NO_GRANTS, denied });
  }
  const plan = planObjects(desired, NOBODY);
  for (const change of plan.changes)
    part.changes.push(change.reason === "denied" ? { ...change, reason } : change);
  part.statements.push(...plan.statements);
  part.desired.push(...Object.entries(plan.desired));
  part.live.push(...Object.entries(plan.live));
}

/** Tells of an access list whether it has something to take. A thousand tables share a handful of them. */
function heldByAny(grantees: readonly string[], privileges: PrivilegeSet): (acl: Acl) => boolean {
  const known = new Map<Acl, boolean>();
  return (acl) => {
    let held = known.get(acl);
    if (held === undefined) {
      held = acl.some((entry) => (entry.privileges & privileges) !== 0 && grantees.includes(entry.grantee));
      known.set(acl, held);
    }
    return held;
  };
}

/** Whether the managing role can act as the owner; of what is yet to be created nobody can have rights. */
function ours(model: Scope["model"], { oid, owner }: SecuredObject): boolean {
  return oid === 0 || !model.roles.has(owner) || isReachable(model, owner);
}

function heldDirectly(
  { acl, owner }: SecuredObject,
  grantees: readonly string[],
  privileges: PrivilegeSet,
): Map<string, PrivilegeSet> {
  const held = new Map<string, PrivilegeSet>();
  for (const entry of acl) {
    const set = entry.privileges & privileges;
    if (set === 0 || entry.grantee === owner || !grantees.includes(entry.grantee)) continue;
    held.set(entry.grantee, (held.get(entry.grantee) ?? 0) | set);
  }
  return held;
}

/** What tenant roles have through other roles: one sentence for each way, with the objects counted. */
function tellGroups(scope: Scope, { objects, privileges, reason, byGroup }: Taking): void {
  const { model, part, grantees } = scope;
  const found = new Map<string, { way: Way; objects: SecuredObject[] }>();
  const groups = alikeIn(model, objects);
  for (const role of grantees) {
    if (role === PUBLIC) continue;
    for (const alike of groups)
      for (const way of waysTo(model, role, alike[0], privileges)) {
        if (way.path.length === 1 || grantees.includes(way.holder) || isPredefined(way)) continue;
        const key = JSON.stringify([way.path, way.privileges]);
        const group = found.get(key) ?? { way, objects: [] };
        group.objects.push(...alike);
        found.set(key, group);
      }
  }
  for (const { way, objects: reached } of found.values()) {
    const cure = revoke({ privileges: way.privileges, objects: reached, grantees: [way.holder] });
    const sentence = `${wayText(way)} on ${countObjects(reached)}: ${reason}; ${cure}`;
    if (byGroup === "problem") part.problem("tenantRoles", sentence);
    else part.report(`role ${granteeText(way.role)}`, sentence);
  }
}

/** Objects to which every role has the same ways: of one kind, one owner and one access list, and no column with its own. */
function alikeIn(
  model: DatabaseModel,
  objects: readonly SecuredObject[],
): readonly [SecuredObject, ...SecuredObject[]][] {
  const effective = effectivePrivileges(model);
  const groups: [SecuredObject, ...SecuredObject[]][] = [];
  const known = new Map<Acl, Map<string, [SecuredObject, ...SecuredObject[]]>>();
  for (const object of objects) {
    if (effective.columnsOf(object).length > 0) {
      groups.push([object]);
      continue;
    }
    const ofList = known.get(object.acl) ?? new Map<string, [SecuredObject, ...SecuredObject[]]>();
    known.set(object.acl, ofList);
    const key = `${object.kind}\0${object.relationKind ?? ""}\0${object.owner}`;
    const group = ofList.get(key);
    if (group !== undefined) {
      group.push(object);
      continue;
    }
    const fresh: [SecuredObject, ...SecuredObject[]] = [object];
    ofList.set(key, fresh);
    groups.push(fresh);
  }
  return groups;
}

/** A predefined role's privileges stand in no access list; which of them matter is told about the role. */
function isPredefined({ holder }: Way): boolean {
  return holder.startsWith("pg_");
}
