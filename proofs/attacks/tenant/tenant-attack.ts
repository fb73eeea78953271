import type { Attempt } from "../../arena";
import { defineAttack, EVERYONE, INSUFFICIENT_PRIVILEGE, type RoleAttack } from "../../attack";
import type { AttackContext } from "../../context";
import { type Observation, unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { formOf } from "../../scene/tenancy";
import { type Seed, type SeedResult, whyMissing } from "../../seed/seeds";
import { ACTIONS, type Action, mayTry, readAny, readRow, withoutPrivilege, write } from "./actions";
import { acrossSwitch, FAILS_CLOSED, type SettingState, STATES, variantsOf } from "./states";

const PASSED = "row security let it pass; only a constraint stopped it afterwards";

/** Constraints are checked after row security, so a violation means that it let the row pass. */
export const BEHIND_ROW_SECURITY: Readonly<Record<string, string>> = {
  "23001": PASSED,
  "23502": PASSED,
  "23503": PASSED,
  "23505": PASSED,
  "23P01": PASSED,
};

/** One cell of the matrix: what is done, and what the tenant setting says meanwhile. */
export interface Cell {
  readonly id: string;
  readonly title: string;
  readonly action: Action;
  readonly state: SettingState;
}

/** Declares one cell of the matrix of actions and settings. The file gives its id and its title. */
export function tenantAttack({ id, title, action, state }: Cell): RoleAttack<"tenant table"> {
  const { control, why } = ACTIONS[action];
  const named = state === "other tenant" || state === "switched";
  return defineAttack({
    id,
    title,
    family: "tenant isolation",
    severity: "critical",
    as: EVERYONE,
    target: "tenant table",
    looks: action === "read",
    untouched: state === "unset",
    refusals: [
      INSUFFICIENT_PRIVILEGE,
      ...(named ? [] : FAILS_CLOSED),
      // A policy that raises an exception of its own fails closed; on writes it might be a trigger that raised it.
      ...(!named && action === "read" ? ["P0001"] : []),
    ],
    breaches: action === "read" ? {} : BEHIND_ROW_SECURITY,
    control,
    why: `${STATES[state].why} ${why}`,
    defence: "row security: a policy that compares the tenant column with the session's setting",
    fix: STATES[state].fix,
    run: (context, table) => run(context, table, action, state),
  });
}

async function run(
  context: AttackContext,
  table: TenantTable,
  action: Action,
  state: SettingState,
): Promise<Observation | Observation[]> {
  const seed = context.seed(table);
  if (!mayTry(context, table, action)) {
    // The server refuses before it looks at any row or policy: one attempt says it all.
    return withoutPrivilege(context, table, action);
  }
  if (state === "switched") {
    return "missing" in seed
      ? unable(whyMissing(seed))
      : context.attempts(atSwitch(context, table, action, seed));
  }
  return context.attempts(attemptsIn(context, table, action, state, seed));
}

function* attemptsIn(
  context: AttackContext,
  table: TenantTable,
  action: Action,
  state: Exclude<SettingState, "switched">,
  seed: SeedResult,
): Iterable<Attempt> {
  const own = "missing" in seed ? undefined : seed.own;
  // Where the role is the tenant, what it is can only be changed by writing.
  if ("missing" in seed && formOf(table) === "role" && context.noWrite) {
    yield { statements: ["SELECT"], read: () => unable(whyMissing(seed)) };
    return;
  }
  for (const variant of variantsOf(context, table, state, own)) {
    const attempts =
      action === "read"
        ? [readAny(table, variant.names)]
        : "missing" in seed
          ? []
          : write(context, table, action, seed);
    for (const attempt of attempts)
      yield { ...attempt, statements: [...variant.statements, ...attempt.statements] };
  }
  if ("missing" in seed) yield { statements: ["SELECT"], read: () => unable(whyMissing(seed)) };
}

function atSwitch(context: AttackContext, table: TenantTable, action: Action, seed: Seed): Attempt[] {
  // After the switch the first tenant is the victim.
  const reversed: Seed = { own: seed.other, other: seed.own };
  const attempts = action === "read" ? [readRow(table, seed.own)] : write(context, table, action, reversed);
  return attempts.map((attempt) => acrossSwitch(context, table, seed, attempt));
}
