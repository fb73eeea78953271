import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-min-messages-high",
  title: "Warnings and errors do not reach the server's log",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_min_messages",
  why: "A refused login, a missing privilege, a corrupted page: what would have warned somebody is thrown away before it is written.",
  fix: "Set log_min_messages to warning.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-MIN-MESSAGES"],
  catalogue: ["A14"],
  check: (setting) =>
    settingIs(
      setting,
      "log_min_messages",
      (value) => !["error", "log", "fatal", "panic"].includes(value),
      "warning",
    ),
});
