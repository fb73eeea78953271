import { type Attempt, setTenant } from "../../arena";
import type { AttackContext } from "../../context";
import type { TenantTable } from "../../scene/scene";
import type { Seed } from "../../seed/seeds";

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
export const FAILS_CLOSED: readonly string[] = ["22P02", "22003", "22007", "22008", "22023", "42704"];

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
  { setting }: TenantTable,
  state: Exclude<SettingState, "switched">,
  own: string | undefined,
): { readonly statements: readonly string[]; readonly names?: string }[] {
  switch (state) {
    case "unset":
      return [{ statements: storedSettings(context, setting) }];
    case "empty":
      return [{ statements: [setTenant(setting, "")] }];
    case "hostile":
      return HOSTILE_TEXTS.map((text) => ({ statements: [setTenant(setting, text)], names: text }));
    case "other tenant":
      return own === undefined ? [] : [{ statements: [setTenant(setting, own)], names: own }];
    default:
      return state satisfies never;
  }
}

/** What a fresh connection of the role would have: the more particular entry wins, as at login. */
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
export function acrossSwitch({ setting }: TenantTable, { own, other }: Seed, attempt: Attempt): Attempt {
  return {
    ...attempt,
    statements: [
      "SET LOCAL plan_cache_mode = force_generic_plan",
      setTenant(setting, own.tenant),
      // The name lives as long as the session, whatever is rolled back: it must be free again each time.
      "DEALLOCATE ALL",
      `PREPARE palisade_attack AS ${attempt.statements.join("; ")}`,
      "EXPLAIN EXECUTE palisade_attack",
      setTenant(setting, other.tenant),
      "EXECUTE palisade_attack",
    ],
  };
}
