import { objectKey } from "../../model/keys";
import type { DatabaseModel, StoredSetting } from "../../model/model";
import { alterDatabaseConnectionLimit, alterDatabaseSetting } from "../../sql/alter-database";
import { alterRoleSetting } from "../../sql/alter-role";
import { alterRoleInDatabase } from "../../sql/alter-role-in-database";
import type { SettingChange } from "../../sql/setting";
import type { Need } from "../plan";
import { addText, type Draft, roleKey } from "./draft";
import type { RolesScope } from "./role-intent";
import {
  foldSetting,
  sameSetting,
  settingText,
  settingValue,
  shownFormer,
  shownSetting,
} from "./setting-values";

/** Whose settings, and how a statement about them looks. */
interface Target {
  /** The object of the lines. */
  readonly object: string;
  /** The object in the graph, where it is another one. */
  readonly key: string;
  /** Behind the setting in lines, for example ` in all databases`. */
  readonly where: string;
  readonly stored: readonly StoredSetting[];
  sql(change: SettingChange): string;
  needs(setting: string): Need | undefined;
}

/** What is meant for a target. */
interface Wanted {
  readonly declared: ReadonlyMap<string, string>;
  /** Whether an undeclared setting is reset; others are kept. */
  readonly resets: (foldedName: string) => boolean;
  /** What is kept is told. */
  readonly tell: boolean;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Plans the settings of the declared roles, in this database and in all, and those of the database with its limit. */
export function planSettings(scope: RolesScope, model: DatabaseModel, draft: Draft): void {
  const resets = () => scope.mode === "authoritative";
  for (const [name, intent] of scope.roles) {
    diff(draft, roleInDatabase(scope, model, name), { declared: intent.settings, resets, tell: true });
    diff(draft, roleEverywhere(model, name), { declared: intent.allDatabases, resets, tell: true });
  }
  planLimit(scope, model, draft);
  tellOfAll(scope, model, draft);
  const { databaseSettings } = scope;
  diff(draft, database(scope, model), {
    declared: databaseSettings ?? NOTHING,
    resets: () => databaseSettings !== undefined && scope.mode === "authoritative",
    tell: true,
  });
}

/**
 * Plans a removal: the settings in this database are reset (in mode authoritative all of a declared role, else the
 * declared ones), and those that were declared for all databases. The database's own ones are treated like a role's.
 */
export function planSettingsRelease(scope: RolesScope, model: DatabaseModel, draft: Draft): void {
  const all = scope.mode === "authoritative";
  const release = (target: Target, declared: ReadonlyMap<string, string>, others: boolean) => {
    const names = new Set([...declared.keys()].map(foldSetting));
    const resets = (folded: string) => others || names.has(folded);
    diff(draft, target, { declared: NOTHING, resets, tell: false });
  };
  for (const [name, intent] of scope.roles) {
    release(roleInDatabase(scope, model, name), intent.settings, all);
    release(roleEverywhere(model, name), intent.allDatabases, false);
  }
  if (scope.databaseSettings !== undefined) release(database(scope, model), scope.databaseSettings, all);
}

function diff(draft: Draft, target: Target, { declared, resets, tell }: Wanted): void {
  const { object, key, where } = target;
  const write = (setting: string, text: string, reason: string, value?: string) => {
    const needs = target.needs(setting);
    draft.changes.push({ object, text, reason });
    draft.statements.push({
      sql: target.sql({ setting, ...(value === undefined ? {} : { value: settingValue(setting, value) }) }),
      reason: `${object}: ${text}`,
      ...(needs === undefined ? {} : { needs }),
    });
  };
  const left = new Map(target.stored.map((entry) => [entry.name, entry]));
  for (const [name, value] of declared) {
    const text = `${settingText(name, value, true)}${where}`;
    const sets = `sets ${shownSetting(name, value)}${where}`;
    addText(draft.desired, key, text);
    // An application's own setting may be stored under several spellings; each of them is to hold the value.
    const same = target.stored.filter((entry) => foldSetting(entry.name) === foldSetting(name));
    if (same.length === 0) write(name, sets, "declared", value);
    for (const entry of same) {
      left.delete(entry.name);
      const agrees = sameSetting(name, entry.value, value);
      addText(draft.live, key, agrees ? text : `${settingText(name, entry.value, false)}${where}`);
      if (!agrees) write(entry.name, `${sets}${shownFormer(name, entry.value)}`, "declared", value);
    }
  }
  for (const { name, value } of left.values()) {
    if (resets(foldSetting(name))) {
      addText(draft.live, key, `${settingText(name, value, false)}${where}`);
      write(name, `resets ${name}${where}${shownFormer(name, value)}`, "not declared");
    } else if (tell) {
      draft.kept.push(`${object} keeps ${shownSetting(name, value)}${where}, which is not declared`);
    }
  }
}

function roleInDatabase(scope: RolesScope, model: DatabaseModel, role: string): Target {
  return {
    object: roleKey(role),
    key: roleKey(role),
    where: "",
    stored: storedFor(model, role, scope.database),
    sql: (change) => alterRoleInDatabase({ role, database: scope.database, ...change }),
    needs: (setting) => roleNeed(model, role, setting),
  };
}

function roleEverywhere(model: DatabaseModel, role: string): Target {
  return {
    object: roleKey(role),
    key: roleKey(role),
    where: " in all databases",
    stored: storedFor(model, role, null),
    sql: (change) => alterRoleSetting({ role, ...change }),
    needs: (setting) => roleNeed(model, role, setting),
  };
}

function database(scope: RolesScope, model: DatabaseModel): Target {
  const object = databaseKey(scope);
  return {
    object,
    key: `${object} settings`,
    where: "",
    stored: storedFor(model, null, scope.database),
    sql: (change) => alterDatabaseSetting({ database: scope.database, ...change }),
    needs: (setting) => ({ kind: "database owner", setting }),
  };
}

function storedFor(model: DatabaseModel, role: string | null, database: string | null): StoredSetting[] {
  return model.storedSettings.filter((entry) => entry.role === role && entry.database === database);
}

/** A role may always change its own settings (AlterRoleSet in src/backend/commands/user.c). */
function roleNeed(model: DatabaseModel, role: string, setting: string): Need | undefined {
  if (model.roles.get(role)?.superuser === true) return { kind: "superuser" };
  return role === model.reader.name ? undefined : { kind: "role admin", role, setting };
}

function planLimit(scope: RolesScope, model: DatabaseModel, draft: Draft): void {
  const object = databaseKey(scope);
  const limit = scope.databaseConnectionLimit;
  const now = model.objects.get(object)?.connectionLimit ?? -1;
  if (limit === undefined) {
    if (now !== -1) draft.kept.push(`${object} keeps CONNECTION LIMIT ${now}, which is not declared`);
    return;
  }
  addText(draft.desired, `${object} settings`, `CONNECTION LIMIT ${limit}`);
  addText(draft.live, `${object} settings`, `CONNECTION LIMIT ${now}`);
  if (now === limit) return;
  const text = `sets CONNECTION LIMIT ${limit} (was ${now})`;
  draft.changes.push({ object, text, reason: "declared" });
  draft.statements.push({
    sql: alterDatabaseConnectionLimit(scope.database, limit),
    reason: `${object}: ${text}`,
    needs: { kind: "database owner" },
  });
}

/** What nobody can declare, because it is for more than a declaration is about, or because no privilege grants it. */
function tellOfAll(scope: RolesScope, model: DatabaseModel, draft: Draft): void {
  for (const { name, value } of storedFor(model, null, null))
    draft.kept.push(`ALTER ROLE ALL keeps ${shownSetting(name, value)} for all roles in all databases`);
  const object = databaseKey(scope);
  if (model.objects.get(object)?.template === true)
    draft.kept.push(`${object} keeps IS_TEMPLATE, with which every role that has CREATEDB may copy it`);
}

function databaseKey(scope: RolesScope): string {
  return objectKey({ kind: "database", name: scope.database });
}
