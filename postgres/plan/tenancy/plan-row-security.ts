import type { DatabaseModel } from "../../model/model";
import type { Plan, Problem } from "../plan";
import { planAround } from "./around/around";
import { planCustom } from "./custom";
import { planForm } from "./forms/objects";
import { otherPolicies } from "./guard/known";
import { planGuard, quiet } from "./guard/plan-guard";
import type { RowSecurityIntent } from "./intent";
import { joined, type TenancyPart } from "./part";
import { planProtection } from "./protection";
import { selectTables } from "./tables";
import { planViews } from "./views";

/** A plan with what was found. */
export interface RowSecurityPlan extends Plan {
  /** Table or view → the protection that is meant. */
  readonly desired: Readonly<Record<string, string>>;
  /** The same as it is now. */
  readonly live: Readonly<Record<string, string>>;
  /** Object → what no update can mend. */
  readonly reports: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/**
 * Desired row security + live model → plan. Pure. The model is read with columns, and for signing keys, roles that are
 * tenants and policies of the user's own with what `readTenancyFacts` adds.
 */
export function planRowSecurity(intent: RowSecurityIntent, model: DatabaseModel): RowSecurityPlan {
  const { selection, part: found } = selectTables(intent, model);
  const keys = new Set(selection.tenant.map(({ key }) => key));
  const custom = planCustom(intent, model, selection);
  const protection = planProtection(intent, model, selection, custom);
  const asked: readonly TenancyPart[] = [
    found,
    // Policies name what the form has in the database.
    planForm(intent, model),
    custom,
    protection,
    planViews(model, keys),
    planAround(intent, model, selection),
  ];
  const guard = planGuard(intent, model, otherPolicies(intent, model, selection, custom));
  const parts = [...asked, guard];
  const changes = parts.flatMap((part) => part.changes);
  const changed = new Set(changes.map(({ object }) => object)).size;
  const summary =
    changed === 0
      ? []
      : [
          `row security: ${changed} ${changed === 1 ? "object changes" : "objects change"}, ${protection.newlyProtected} of them newly protected`,
        ];
  return {
    changes,
    statements: quiet(
      intent,
      model,
      asked.flatMap((part) => part.statements),
      guard.statements,
    ),
    summary,
    desired: joined(
      parts.flatMap((part) => part.desired),
      "; ",
    ),
    live: joined(
      parts.flatMap((part) => part.live),
      "; ",
    ),
    reports: joined(
      parts.flatMap((part) => part.reports),
      ". ",
    ),
    problems: parts.flatMap((part) => part.problems),
    model,
  };
}
