import { known } from "../facts/maybe";
import { displayObject, roleRef } from "../facts/object-ref";
import { locate } from "../facts/origin";
import type { RoleFact } from "../facts/roles";
import { sqlName } from "../sql-text";
import { finding, type Verdict } from "../verdict";

/** The finding about a setting that sessions of a role start with; `part` tells it from others of the same rule. */
export function roleStartsWith(role: RoleFact, name: string, what: string, part?: string): Verdict {
  const ref = roleRef(role.name);
  return finding(
    locate(part === undefined ? ref : { ...ref, part }, role, "login", settingPart(name)),
    `sessions of ${displayObject(ref)} start with ${what}`,
    resetOfRole(role, name),
  );
}

/** The part of a role's fact that a setting is. */
export function settingPart(name: string): string {
  return `setting ${name}`;
}

/** The role's own value of a setting, or `undefined` where it has none. One that cannot be seen leaves the verdict undecided. */
export function roleSetting(role: RoleFact, name: string): string | undefined {
  return known(known(role.settings ?? {})[name]);
}

/** What ends a setting of a role, wherever it was set. */
function resetOfRole(role: RoleFact, name: string): string {
  const everywhere = `ALTER ROLE ${sqlName(role.name)} RESET ${sqlSetting(name)};`;
  const here = role.settingsHere;
  return here?.names.includes(name) === true
    ? `ALTER ROLE ${sqlName(role.name)} IN DATABASE ${sqlName(here.database)} RESET ${sqlSetting(name)}; ${everywhere}`
    : everywhere;
}

/** The name of a setting as it stands in a statement, each part of `app.tenant_id` for itself. */
export function sqlSetting(name: string): string {
  return name.split(".").map(sqlName).join(".");
}
