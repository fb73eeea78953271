import { granteeText } from "../model/keys";
import type { ObjectName } from "../model/objects";
import { privilegeNames } from "../model/privileges";
import { grant } from "../sql/grant";
import { revoke } from "../sql/revoke";
import { grantWord } from "../sql/target";
import type { AclStep } from "./acl-step";
import type { PlannedStatement } from "./plan";
import { countObjects } from "./summary";

/** Objects in one statement: enough to make round trips cheap, few enough that one statement stays readable in a log. */
const OBJECTS_PER_STATEMENT = 500;

/**
 * Gathers steps into few statements: the same privileges to the same grantee on objects of one kind share a GRANT, and
 * grantees whose privileges and objects are the same share it too. The order of the steps is kept between statements
 * of different actions.
 */
export function compact(steps: readonly AclStep[]): PlannedStatement[] {
  const byGrantee = new Map<string, { step: AclStep; objects: ObjectName[] }>();
  for (const step of steps) {
    const key = JSON.stringify([
      step.action,
      step.actAs ?? null,
      grantWord(step.object.kind),
      step.privileges,
      step.grantee,
    ]);
    const group = byGrantee.get(key);
    if (group === undefined) byGrantee.set(key, { step, objects: [step.object] });
    else group.objects.push(step.object);
  }
  const merged = new Map<string, { step: AclStep; objects: ObjectName[]; grantees: string[] }>();
  for (const { step, objects } of byGrantee.values()) {
    const key = JSON.stringify([
      step.action,
      step.actAs ?? null,
      step.privileges,
      objects.map(({ kind, schema, name, args }) => [kind, schema, name, args]),
    ]);
    const group = merged.get(key);
    if (group === undefined) merged.set(key, { step, objects, grantees: [step.grantee] });
    else group.grantees.push(step.grantee);
  }
  return [...merged.values()].flatMap((group) => statements(group.step, group.objects, group.grantees));
}

function statements(
  step: AclStep,
  objects: readonly ObjectName[],
  grantees: readonly string[],
): PlannedStatement[] {
  const result: PlannedStatement[] = [];
  for (let start = 0; start < objects.length; start += OBJECTS_PER_STATEMENT) {
    const part = objects.slice(start, start + OBJECTS_PER_STATEMENT);
    const clause = { privileges: step.privileges, objects: part, grantees };
    const sql =
      step.action === "GRANT"
        ? grant(clause)
        : revoke({ ...clause, grantOptionOnly: step.action === "REVOKE GRANT OPTION" });
    result.push({
      sql,
      reason: `${grantees.map(granteeText).join(", ")} ${verb(step.action, grantees.length)} ${privilegeNames(step.privileges).join(", ")} on ${countObjects(part)}`,
      ...(step.actAs === undefined ? {} : { actAs: step.actAs }),
    });
  }
  return result;
}

function verb(action: AclStep["action"], grantees: number): string {
  const end = grantees === 1 ? "s" : "";
  if (action === "GRANT") return `gain${end}`;
  return action === "REVOKE" ? `lose${end}` : `lose${end} the grant option for`;
}
