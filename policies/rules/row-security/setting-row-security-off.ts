import { roleSetting, roleStartsWith } from "../../checks/role-setting";
import { isOn } from "../../checks/session-settings";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "setting-row-security-off",
  title: "Row-level security is switched off by a setting of a role",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["role"],
  about: "roles and their settings",
  why: "With row_security = off a query that policies would narrow down fails instead; for whoever is exempt from them nothing changes. Where an application starts so, its errors teach people to grant BYPASSRLS.",
  fix: "Reset the setting; pg_dump asks for it by itself.",
  palisade: DECLARED_SETTINGS,
  references: ["https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY"],
  catalogue: ["R15"],
  check(role) {
    if (role.settings === undefined || role.login === false) return undefined;
    const value = roleSetting(role, "row_security");
    if (value === undefined || isOn(value)) return pass;
    return roleStartsWith(role, "row_security", `row_security = ${value}`);
  },
});
