import { type Attempt, setTenant } from "../../arena";
import { conditionName } from "../../conditions";
import type { AttackContext } from "../../context";
import { heldBack, type Observation } from "../../observation";
import type { TenantTable } from "../../scene/scene";
import { formOf, settingsOf } from "../../scene/tenancy";
import type { Seed, SeedRow } from "../../seed/seeds";

/** What the tenant setting says while another tenant's row is attacked. */
export type SettingState =
  /** Whatever a fresh connection of the role has: nothing, unless ALTER ROLE or ALTER DATABASE stored something. */
  | "unset"
  | "empty"
  /** Texts that try to mean more than one tenant. */
  | "hostile"
  /** One tenant, while the row is another's. */
  | "other tenant"
  /** A statement prepared for one tenant, executed for the next. */
  | "switched";

/** Why each state matters, and what to do when it is not withstood. */
export const STATES: Readonly<Record<SettingState, { readonly why: string; readonly fix: string }>> = {
  unset: {
    why: "A connection that forgot to name its tenant must see nothing, not everything.",
    fix: "ENABLE and FORCE row security where it is missing; compare with current_setting(…, true), which is NULL where nothing was set, and never add a branch for that case; drop defaults that ALTER ROLE or ALTER DATABASE stored for the setting",
  },
  empty: {
    why: "RESET, DISCARD ALL and the end of SET LOCAL leave an empty text behind, not NULL: it must mean nobody.",
    fix: "ENABLE and FORCE row security where it is missing; wrap the setting in nullif(…, '') and never treat the empty text as a wildcard",
  },
  hostile: {
    why: "The setting is text that an application may fill from a request: it must be compared as one whole value.",
    fix: "ENABLE and FORCE row security where it is missing; compare the tenant column by = with the setting cast to the column's type; no LIKE and no magic value",
  },
  "other tenant": {
    why: "This is the wall itself: a session of one tenant and a row of another.",
    fix: "ENABLE and FORCE ROW LEVEL SECURITY with one permissive policy FOR ALL whose USING and WITH CHECK compare the tenant column with the setting; drop every wider policy",
  },
  switched: {
    why: "Pools reuse prepared statements for the next tenant: a plan must not remember the first one.",
    fix: "ENABLE and FORCE row security where it is missing; read the setting in the policy itself (it is STABLE); never through a function declared IMMUTABLE",
  },
};

/** SQLSTATEs with which a policy fails closed when the setting cannot be a tenant. */
export const FAILS_CLOSED: readonly string[] = [
  "22P02",
  "22003",
  "22007",
  "22008",
  "22023",
  "42704",
  // A token that nobody signed, in the form `signed`.
  "28000",
];

/** Where no tenant was named, a policy that raises is a wall as good as one that shows nothing. */
export function failingClosed(seen: Observation): Observation {
  return seen.kind === "refused" && FAILS_CLOSED.includes(seen.sqlstate)
    ? heldBack(`refused without a tenant (${conditionName(seen.sqlstate)})`)
    : seen;
}

/** What a hostile request might put into the setting: wildcards, quotes, words and numbers that code likes to treat as "all". */
export const HOSTILE_TEXTS: readonly string[] = [
  "%",
  "*",
  "null",
  "' OR '1'='1",
  "all",
  "true",
  "0",
  "-1",
  "00000000-0000-0000-0000-000000000000",
];

/**
 * The statements that bring the setting into a state, and which tenant (as text) it then names, if any. Hostile texts
 * are one variant each.
 */
export function variantsOf(
  context: AttackContext,
  table: TenantTable,
  state: Exclude<SettingState, "switched">,
  own: SeedRow | undefined,
): { readonly statements: readonly string[]; readonly names?: string }[] {
  switch (state) {
    case "unset":
      return [{ statements: fresh(context, table) }];
    case "empty":
      return [{ statements: [context.say(table, "")] }];
    case "hostile":
      return HOSTILE_TEXTS.map((text) => ({ statements: [context.say(table, text)], names: text }));
    case "other tenant":
      return own === undefined ? [] : [{ statements: [context.serve(table, own)], names: own.tenant }];
    default:
      return state satisfies never;
  }
}

/** What a fresh connection of a role that is no tenant, or has named none, would have. */
function fresh(context: AttackContext, table: TenantTable): string[] {
  return formOf(table) === "role"
    ? [context.say(table, "")]
    : settingsOf(table).flatMap((setting) => storedSettings(context, setting));
}

/** The more particular entry wins, as at login. */
function storedSettings({ scene, attacker }: AttackContext, setting: string): string[] {
  const stored = scene.model.storedSettings.filter(
    ({ name, role }) =>
      name.toLowerCase() === setting.toLowerCase() && (role === null || role === attacker.role),
  );
  const rank = ({ role, database }: (typeof stored)[number]) =>
    (role === null ? 0 : 2) + (database === null ? 0 : 1);
  return stored.sort((a, b) => rank(a) - rank(b)).map(({ value }) => setTenant(setting, value));
}

/**
 * A statement prepared, and planned for good, while the session serves one tenant, and executed when it serves the
 * other. What it does must then be seen by the attempt's own means.
 */
export function acrossSwitch(
  context: AttackContext,
  table: TenantTable,
  { own, other }: Seed,
  attempt: Attempt,
): Attempt {
  return {
    ...attempt,
    statements: [
      "SET LOCAL plan_cache_mode = force_generic_plan",
      context.serve(table, own),
      // The name lives as long as the session, whatever is rolled back: it must be free again each time.
      "DEALLOCATE ALL",
      `PREPARE palisade_attack AS ${attempt.statements.join("; ")}`,
      "EXPLAIN EXECUTE palisade_attack",
      context.serve(table, other),
      "EXECUTE palisade_attack",
    ],
  };
}
