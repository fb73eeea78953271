import { PUBLIC } from "../model/acl";
import { granteeText } from "../model/keys";
import type { ObjectName } from "../model/objects";
import { privilegeNames, privilegeSet } from "../model/privileges";
import { grant } from "../sql/grant";
import { revoke } from "../sql/revoke";
import { grantWord } from "../sql/target";
import type { AclStep } from "./acl-step";
import type { PlannedStatement } from "./plan";
import { countObjects } from "./summary";

const USAGE = privilegeSet(["USAGE"]);

/** Objects in one statement: enough to make round trips cheap, few enough that one statement stays readable in a log. */
const OBJECTS_PER_STATEMENT = 500;

/**
 * Gathers steps into few statements: the same privileges to the same grantee on objects of one kind share a GRANT, and
 * grantees whose privileges and objects are the same share it too. Revocations in another grantor's name come first,
 * then what the owners revoke, tables before their columns, and grants last: nothing is lost that a grant has just given.
 * Schemas are closed when what lies in them is done: an owner who loses USAGE could not name its own objects any more.
 */
export function compact(steps: readonly AclStep[]): PlannedStatement[] {
  return phases(steps).flatMap(compactPhase);
}

function phases(steps: readonly AclStep[]): AclStep[][] {
  const leaves = leaving(steps);
  const phaseOf = (step: AclStep): number => {
    if (step.action === "GRANT") return leaves(step.object.schema, step.owner) ? 3 : 6;
    const isOthers = step.grantor !== step.owner;
    if (step.object.kind === "schema") return isOthers ? 4 : 5;
    if (isOthers) return 0;
    return step.object.kind === "column" ? 2 : 1;
  };
  const result: AclStep[][] = [[], [], [], [], [], [], []];
  for (const step of steps) result[phaseOf(step)]?.push(step);
  return result;
}

/** Tells whether an owner may lose USAGE on the schema of its objects: by name, as one of PUBLIC, or along with others by CASCADE. */
function leaving(steps: readonly AclStep[]): (schema: string | undefined, owner: string) => boolean {
  const found = { lost: new Set<string>(), gained: new Set<string>(), cascading: new Set<string>() };
  for (const { action, object, privileges, grantee, cascade } of steps) {
    if (object.kind !== "schema" || (privileges & USAGE) === 0) continue;
    if (cascade) found.cascading.add(object.name);
    if (action === "GRANT") found.gained.add(`${object.name}\0${grantee}`);
    if (action === "REVOKE") found.lost.add(`${object.name}\0${grantee}`);
  }
  const isIn = (set: ReadonlySet<string>, schema: string, owner: string) =>
    set.has(`${schema}\0${owner}`) || set.has(`${schema}\0${PUBLIC}`);
  return (schema = "", owner) =>
    isIn(found.lost, schema, owner) || (found.cascading.has(schema) && !isIn(found.gained, schema, owner));
}

function compactPhase(steps: readonly AclStep[]): PlannedStatement[] {
  const byGrantee = new Map<string, { step: AclStep; objects: ObjectName[] }>();
  const numbers = new Map<ObjectName, number>();
  for (const step of steps) {
    const { object } = step;
    const key = `${clauseOf(step)}\0${step.owner}\0${placeOf(object)}\0${step.grantee}`;
    const group = byGrantee.get(key);
    if (group === undefined) byGrantee.set(key, { step, objects: [object] });
    else group.objects.push(object);
    if (!numbers.has(object)) numbers.set(object, numbers.size);
  }
  const merged = new Map<string, { step: AclStep; objects: ObjectName[]; grantees: string[] }>();
  for (const { step, objects } of byGrantee.values()) {
    const key = `${clauseOf(step)}\0${objects.map((object) => numbers.get(object)).join()}`;
    const group = merged.get(key);
    if (group === undefined) merged.set(key, { step, objects, grantees: [step.grantee] });
    else group.grantees.push(step.grantee);
  }
  return [...merged.values()].flatMap((group) => statements(group.step, group.objects, group.grantees));
}

/** No name of PostgreSQL's holds NUL, so that what it separates is told apart. */
function clauseOf({ action, grantor, privileges, grantOption, cascade }: AclStep): string {
  return `${action}\0${grantor}\0${privileges}\0${grantOption}\0${cascade}`;
}

/** What shares a statement: objects of one word of GRANT's, and the columns of one relation. */
function placeOf({ kind, schema, name }: ObjectName): string {
  return kind === "column" ? `${kind}\0${schema ?? ""}\0${name}` : grantWord(kind);
}

function statements(
  step: AclStep,
  objects: readonly ObjectName[],
  grantees: readonly string[],
): PlannedStatement[] {
  const result: PlannedStatement[] = [];
  const { action, owner, grantor, cascade, grantOption, privileges } = step;
  for (let start = 0; start < objects.length; start += OBJECTS_PER_STATEMENT) {
    const part = objects.slice(start, start + OBJECTS_PER_STATEMENT);
    const clause = { privileges, objects: part, grantees };
    const sql =
      action === "GRANT"
        ? grant({ ...clause, grantOption })
        : revoke({ ...clause, grantOptionOnly: action === "REVOKE GRANT OPTION", cascade });
    const names = `${privilegeNames(privileges).join(", ")}${grantOption ? " WITH GRANT OPTION" : ""}`;
    result.push({
      sql,
      reason: `${grantees.map(granteeText).join(", ")} ${verb(action, grantees.length)} ${names} on ${countObjects(part)}${cascade ? " (CASCADE)" : ""}`,
      ...(grantor === owner ? { asOwner: owner } : { actAs: grantor }),
      on: { gives: action === "GRANT", privileges, grantOption, objects: part, grantees },
    });
  }
  return result;
}

function verb(action: AclStep["action"], grantees: number): string {
  const end = grantees === 1 ? "s" : "";
  if (action === "GRANT") return `gain${end}`;
  return action === "REVOKE" ? `lose${end}` : `lose${end} the grant option for`;
}
