import { roleSetting, roleStartsWith } from "../../checks/role-setting";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "setting-triggers-off",
  title: "Triggers and foreign keys are switched off by a setting of a role",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["role"],
  about: "roles and their settings",
  why: "With session_replication_role = replica no ordinary trigger fires, no event trigger either, and no foreign key is checked: the audit trail, the guard over new tables and every check of the application are passed over without a word.",
  fix: "Reset the setting; a restore asks for it by itself.",
  palisade: DECLARED_SETTINGS,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE",
  ],
  catalogue: ["R15"],
  check(role) {
    if (role.settings === undefined || role.login === false) return undefined;
    const value = roleSetting(role, "session_replication_role");
    if (value === undefined || value.toLowerCase() !== "replica") return pass;
    return roleStartsWith(role, "session_replication_role", `session_replication_role = ${value}`);
  },
});
