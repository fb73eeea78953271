import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "audit-catalog-off",
  title: "The audit extension leaves out statements that read the catalogs",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called pgaudit.log_catalog where pgAudit is loaded",
  why: "Whoever breaks in looks around first, in pg_catalog: for roles, functions and tables. With this setting off, statements that touch nothing else are in no record.",
  fix: "Set pgaudit.log_catalog to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://github.com/pgaudit/pgaudit#settings"],
  catalogue: ["A29"],
  check(setting, { of }) {
    if (setting.name !== "pgaudit.log_catalog") return undefined;
    if (!/\bpgaudit\b/.test(settingValue(of("setting"), "shared_preload_libraries") ?? "")) return undefined;
    return settingIs(setting, "pgaudit.log_catalog", (value) => value === "on", "on");
  },
});
