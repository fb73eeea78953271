import { type Attempt, setTenant } from "../../arena";
import type { AttackDescription, RoleAttack } from "../../attack";
import { defineAttack, EVERYONE, INSUFFICIENT_PRIVILEGE } from "../../attack";
import type { AttackContext } from "../../context";
import { unable } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { settingsOf } from "../../scene/tenancy";
import { type Seed, whyMissing } from "../../seed/seeds";
import { mayTry, readRow, withoutPrivilege } from "../tenant/actions";

/** A token that must not be believed, and what has to happen before it is shown. */
export interface BadToken {
  readonly token: string;
  readonly prepare?: readonly string[];
}

/** An attack on a table of the form `signed`: a token that names the other tenant and is not good. */
export interface TokenAttack extends Omit<AttackDescription, "family" | "severity"> {
  readonly tokens: (context: AttackContext, table: TenantTable, seed: Seed) => readonly BadToken[];
}

/** What the function that checks tokens raises. */
const REFUSED_TOKEN = "28000";

/** Declares an attack by tokens. A good one of the same tenant is the positive control. */
export function tokenAttack({ tokens, ...description }: TokenAttack): RoleAttack<"signed table"> {
  return defineAttack({
    ...description,
    family: "tenant isolation",
    severity: "critical",
    as: EVERYONE,
    target: "signed table",
    refusals: [INSUFFICIENT_PRIVILEGE, REFUSED_TOKEN],
    control: "read",
    run: async (context, table) => {
      if (!mayTry(context, table, "read")) return withoutPrivilege(context, table, "read");
      const seed = context.seed(table);
      if ("missing" in seed) return unable(whyMissing(seed));
      return context.attempts(tokens(context, table, seed).map((bad) => shown(table, seed, bad)));
    },
  });
}

function shown(table: TenantTable, { other }: Seed, { token, prepare = [] }: BadToken): Attempt {
  const { statements, ...read } = readRow(table, other);
  const settings = settingsOf(table).map((setting) => setTenant(setting, token));
  return { ...read, prepare, statements: [...settings, ...statements] };
}
