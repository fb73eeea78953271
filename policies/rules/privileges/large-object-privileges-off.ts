import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "large-object-privileges-off",
  title: "Privileges on large objects are not looked at",
  severity: "high",
  topic: "privileges",
  scope: "object",
  facts: ["setting"],
  about: "settings called lo_compat_privileges",
  why: "With lo_compat_privileges = on everybody who can connect reads and writes every large object, whatever is granted, as before PostgreSQL 9.0.",
  fix: "Set lo_compat_privileges to off, and grant what is needed on the large objects.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-compatible.html#GUC-LO-COMPAT-PRIVILEGES",
  ],
  catalogue: ["G03"],
  check: (setting) => settingIs(setting, "lo_compat_privileges", (value) => value === "off", "off"),
});
