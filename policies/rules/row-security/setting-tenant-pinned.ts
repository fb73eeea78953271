import { roleStartsWith } from "../../checks/role-setting";
import { DECLARED_SETTINGS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { TENANT_SETTINGS } from "../../option";
import { defineRule } from "../../rule";

export default defineRule({
  id: "setting-tenant-pinned",
  title: "A tenant is set for a role once and for all",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["role"],
  about: "roles and their settings",
  why: "A session of the role belongs to a tenant before it has said so: a pool, a job or a forgotten SET then reads and writes that tenant's rows, and no error tells that nobody chose it.",
  fix: "Reset the setting, and set it per transaction: SELECT set_config('app.tenant_id', …, true).",
  palisade: DECLARED_SETTINGS,
  references: ["https://www.postgresql.org/docs/current/sql-alterrole.html"],
  catalogue: ["R15"],
  options: { settings: TENANT_SETTINGS },
  check(role, { options }) {
    if (role.settings === undefined || role.login === false) return undefined;
    const settings = known(role.settings);
    const pinned = options.settings.filter((name) => (known(settings[name]) ?? "") !== "");
    return pinned.map((name) => roleStartsWith(role, name, `a value for ${name}`, name));
  },
});
