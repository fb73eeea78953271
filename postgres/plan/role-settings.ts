import type { DatabaseModel } from "../model/model";
import { alterRoleInDatabase } from "../sql/alter-role-in-database";
import { displayIdentifier } from "../sql/quote";
import type { AccessIntent } from "./access-intent";
import type { Change, PlannedStatement } from "./plan";

/** Settings that hold lists of names (GUC_LIST_QUOTE in PostgreSQL's guc tables): SET takes each name on its own. */
const NAME_LISTS: ReadonlySet<string> = new Set([
  "search_path",
  "temp_tablespaces",
  "session_preload_libraries",
  "local_preload_libraries",
]);

/** Compares the settings that roles have in this database with the declared ones. */
export function diffRoleSettings(
  intent: AccessIntent,
  model: DatabaseModel,
): { changes: Change[]; statements: PlannedStatement[] } {
  const changes: Change[] = [];
  const statements: PlannedStatement[] = [];
  for (const [role, declared] of intent.settings) {
    const stored = new Map<string, string>();
    for (const setting of model.storedSettings) {
      if (setting.role === role && setting.database === intent.database)
        stored.set(setting.name, setting.value);
    }
    const object = `role ${displayIdentifier(role)}`;
    const add = (setting: string, text: string, reason: string, value?: string) => {
      changes.push({ object, text, reason });
      statements.push({
        sql: alterRoleInDatabase({
          role,
          database: intent.database,
          setting,
          ...(value === undefined ? {} : { value: settingValue(setting, value) }),
        }),
        reason: `${object} in database ${displayIdentifier(intent.database)}: ${text}`,
      });
    };
    for (const [setting, value] of declared) {
      const now = stored.get(setting);
      if (now !== undefined && sameValue(setting, now, value)) continue;
      add(
        setting,
        now === undefined ? `sets ${setting} = ${value}` : `sets ${setting} = ${value} (was ${now})`,
        "declared",
        value,
      );
    }
    if (intent.mode !== "authoritative") continue;
    for (const [setting, value] of stored) {
      if (!declared.has(setting)) add(setting, `resets ${setting} (was ${value})`, "not declared");
    }
  }
  return { changes, statements };
}

function settingValue(setting: string, value: string): string | string[] {
  return NAME_LISTS.has(setting) ? splitNames(value) : value;
}

function sameValue(setting: string, a: string, b: string): boolean {
  return NAME_LISTS.has(setting) ? JSON.stringify(splitNames(a)) === JSON.stringify(splitNames(b)) : a === b;
}

/** The names of `app, "My Schema", pg_temp`: bare names fold to lower case, as PostgreSQL reads them. */
export function splitNames(value: string): string[] {
  const names: string[] = [];
  for (const match of value.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,"\s]+))\s*(?:,|$)/g)) {
    names.push(match[1] === undefined ? (match[2] ?? "").toLowerCase() : match[1].replaceAll('""', '"'));
  }
  return names;
}
