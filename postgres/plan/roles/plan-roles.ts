import type { DatabaseModel, Membership } from "../../model/model";
import type { PlanPart } from "../plan";
import { planAttributes } from "./attributes";
import { finish, newDraft } from "./draft";
import { planMemberships } from "./memberships";
import type { RolesScope } from "./role-intent";
import { planSettings } from "./settings";

/** The chapter, and the memberships as they will be. */
export interface RolesPlan extends PlanPart {
  readonly memberships: readonly Membership[];
}

/**
 * The chapter of a plan about roles: attributes, memberships, then the settings of roles and of the database. Pure.
 * Roles that do not exist yet are planned as who creates them will leave them: without settings and memberships.
 */
export function planRoles(scope: RolesScope, model: DatabaseModel): RolesPlan {
  const draft = newDraft();
  planAttributes(scope, model, draft);
  const memberships = planMemberships(scope, model, draft);
  planSettings(scope, model, draft);
  return { ...finish(draft), memberships };
}
