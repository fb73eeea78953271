import type { Session } from "../connect/session";
import type { Plan } from "../plan/plan";
import type { MayStore } from "./preflight";

/** The settings that a plan stores for roles or for the database. */
export function storedSettings({ statements }: Pick<Plan, "statements">): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ needs }) =>
      needs !== undefined && "setting" in needs && needs.setting !== undefined ? [needs.setting] : [],
    ),
  );
}

/**
 * Asks which of a plan's settings the current role may store with ALTER ROLE or ALTER DATABASE: a superuser's need SET
 * on the parameter (PostgreSQL 15 and later), as do those that the server does not know.
 */
export async function readSettingRights(session: Session, plan: Pick<Plan, "statements">): Promise<MayStore> {
  const names = storedSettings(plan);
  if (names.size === 0) return () => true;
  const [head] = await session.query<{ granted: boolean }>(
    "SELECT current_setting('server_version_num')::int >= 150000 AS granted",
  );
  const granted = head?.granted === true ? "OR pg_catalog.has_parameter_privilege(wanted.name, 'SET')" : "";
  const rows = await session.query<{ name: string }>(
    `SELECT wanted.name
       FROM unnest($1::text[]) AS wanted(name)
       LEFT JOIN pg_catalog.pg_settings known ON pg_catalog.lower(known.name) = pg_catalog.lower(wanted.name)
      WHERE NOT (coalesce(known.context <> 'superuser', false) ${granted})`,
    [[...names]],
  );
  const refused = new Set(rows.map(({ name }) => name));
  return (setting) => !refused.has(setting);
}
