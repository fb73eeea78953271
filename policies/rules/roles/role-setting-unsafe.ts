import { roleSetting, roleStartsWith } from "../../checks/role-setting";
import { HARMLESS_LIBRARIES, SESSION_SETTINGS, unsafeSetting } from "../../checks/session-settings";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { isPlatformRole } from "../../facts/platform-roles";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "role-setting-unsafe",
  title: "Sessions of a role start with a library or a setting that undoes a protection",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["role"],
  about: "roles and their settings",
  why: "What ALTER ROLE sets takes no further statement, and nobody sees it in the server's configuration: a library that every session of the role loads is code of the server itself, passwords that it sets are kept as MD5, a text with a backslash ends where nobody expects it, large objects lose their privileges.",
  fix: "Reset the setting; a library that all need goes into shared_preload_libraries.",
  palisade: DECLARED_SETTINGS,
  references: [
    "https://www.postgresql.org/docs/current/sql-alterrole.html",
    "https://www.postgresql.org/docs/current/runtime-config-client.html#RUNTIME-CONFIG-CLIENT-PRELOAD",
  ],
  catalogue: ["R15", "S12"],
  options: { libraries: HARMLESS_LIBRARIES },
  check(role, { options }) {
    if (role.settings === undefined || role.login === false || isPlatformRole(role.name)) return undefined;
    const found = SESSION_SETTINGS.flatMap((name) => {
      const value = roleSetting(role, name);
      const what = value === undefined ? undefined : unsafeSetting(name, value, options.libraries);
      return what === undefined ? [] : [roleStartsWith(role, name, what, name)];
    });
    return found.length === 0 ? pass : found;
  },
});
