import type { DatabaseModel } from "../model/model";
import type { AccessIntent } from "./access-intent";
import { modeOf } from "./access-intent";
import { planDefaults } from "./default-privileges";
import { deniedStill } from "./denied-still";
import { expandAccess } from "./expand-access";
import { outsiders } from "./outsiders";
import { planOwners } from "./owners";
import { ownersElsewhere } from "./owners-elsewhere";
import type { Plan, PlanPart, Problem } from "./plan";
import { planObjects } from "./plan-objects";
import { planRoles } from "./roles/plan-roles";
import type { RolesScope } from "./roles/role-intent";

/** A plan with the graphs that it was made from. */
export interface AccessPlan extends Plan {
  /** Object → `grantee=PRIVILEGE, …; …`: what is meant. Objects on which nobody has anything are left out. */
  readonly desired: Readonly<Record<string, string>>;
  /** The same as it is now, in scope of the declaration. */
  readonly live: Readonly<Record<string, string>>;
  /** What nobody declared and the mode leaves in place, one sentence each. */
  readonly kept: readonly string[];
  /** What the declaration names and the database lacks, one sentence each. */
  readonly remarks: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Desired model + live model → ordered statements, each with its reason. Pure. Roles come first, so that an outsider is
 * out before anything else; then owners, because a new owner takes the old one's place in every access list; then
 * privileges, and what objects to come are given.
 */
export function planAccess(intent: AccessIntent, model: DatabaseModel): AccessPlan {
  const owners = planOwners(intent, model);
  const { objects, problems, remarks } = expandAccess(intent, owners.model);
  const privileges = planObjects(objects, intent.ignored);
  // A statement that only its grantor can make comes first: what follows may take from that role what it needs for it.
  const inName = privileges.statements.filter(({ actAs }) => actAs !== undefined);
  const scope = rolesScope(intent);
  const roles = planRoles(scope, model);
  return assemble(
    model,
    [
      { ...NO_PART, statements: inName },
      roles,
      { ...NO_PART, kept: outsiders(intent, model) },
      owners.part,
      { ...NO_PART, kept: ownersElsewhere(intent, model) },
      { ...privileges, statements: privileges.statements.filter(({ actAs }) => actAs === undefined) },
      planDefaults(intent, owners.model),
    ],
    [...problems, ...deniedStill(intent, scope, owners.model, objects, roles.memberships)],
    remarks,
  );
}

const NO_PART: PlanPart = {
  changes: [],
  statements: [],
  summary: [],
  kept: [],
  desired: {},
  live: {},
  problems: [],
};

/** What a declaration says about roles, their memberships and settings. */
export function rolesScope(intent: AccessIntent): RolesScope {
  return {
    database: intent.database,
    roles: intent.roles,
    mode: modeOf(intent, "roles"),
    memberships: modeOf(intent, "memberships"),
    ignored: intent.ignored,
    ...(intent.databaseSettings === undefined ? {} : { databaseSettings: intent.databaseSettings }),
    ...(intent.connectionLimit === undefined ? {} : { databaseConnectionLimit: intent.connectionLimit }),
  };
}

/** Puts the chapters of a plan together. */
export function assemble(
  model: DatabaseModel,
  parts: readonly PlanPart[],
  problems: readonly Problem[],
  remarks: readonly string[],
): AccessPlan {
  return {
    changes: parts.flatMap((part) => part.changes),
    statements: parts.flatMap((part) => part.statements),
    summary: parts.flatMap((part) => part.summary),
    desired: sorted(parts.map((part) => part.desired)),
    live: sorted(parts.map((part) => part.live)),
    kept: parts.flatMap((part) => part.kept),
    problems: [...parts.flatMap((part) => part.problems), ...problems],
    remarks,
    model,
  };
}

/** Sorted by key, so that the order of a catalog's rows is no difference. */
function sorted(graphs: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const together: Record<string, string> = Object.assign({}, ...graphs);
  const result: Record<string, string> = {};
  for (const key of Object.keys(together).sort()) result[key] = together[key] as string;
  return result;
}
