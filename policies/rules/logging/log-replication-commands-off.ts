import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-replication-commands-off",
  title: "Replication leaves no trace in the log",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_replication_commands",
  why: "A replica or a base backup takes all data of all databases in one go. Who took it, and when, is then nowhere.",
  fix: "Set log_replication_commands to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-REPLICATION-COMMANDS",
  ],
  catalogue: ["A31"],
  check: (setting) => settingIs(setting, "log_replication_commands", (value) => value === "on", "on"),
});
