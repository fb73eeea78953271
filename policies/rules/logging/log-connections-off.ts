import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-connections-off",
  title: "Logins are not logged",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_connections",
  why: "Without it nobody can say afterwards who was in the database, from where, and as whom.",
  fix: "Set log_connections to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-CONNECTIONS"],
  catalogue: ["A20"],
  check: (setting) =>
    settingIs(setting, "log_connections", (value) => !["off", "", "false"].includes(value), "on"),
});
