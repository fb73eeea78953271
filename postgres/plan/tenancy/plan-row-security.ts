import type { DatabaseModel } from "../../model/model";
import type { Plan, Problem } from "../plan";
import type { RowSecurityIntent } from "./intent";
import { joined, PartBuilder, type TenancyPart } from "./part";
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

/** Desired row security + live model (read with columns) → plan. Pure. */
export function planRowSecurity(intent: RowSecurityIntent, model: DatabaseModel): RowSecurityPlan {
  const selection = new PartBuilder(model);
  const tables = selectTables(intent, model, selection).tenant;
  const keys = new Set(tables.map(({ key }) => key));
  const protection = planProtection(intent, model, tables);
  const parts: readonly TenancyPart[] = [selection, protection, planViews(model, keys)];
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
    statements: parts.flatMap((part) => part.statements),
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
