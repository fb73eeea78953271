import type { DatabaseModel } from "../../model/model";
import type { PlanPart } from "../plan";
import { finish, newDraft } from "./draft";
import { planMembershipRelease } from "./memberships";
import type { RolesScope } from "./role-intent";
import { planSettingsRelease } from "./settings";

/**
 * The plan of a removal: declared memberships are taken back, settings reset. Attributes and connection limits stay:
 * nobody knows what they were before.
 */
export function planRoleRelease(scope: RolesScope, model: DatabaseModel): PlanPart {
  const draft = newDraft();
  planMembershipRelease(scope, model, draft);
  planSettingsRelease(scope, model, draft);
  return finish(draft);
}
