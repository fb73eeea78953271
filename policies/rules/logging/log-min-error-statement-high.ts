import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-min-error-statement-high",
  title: "The log shows errors without the statement that made them",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_min_error_statement",
  why: "Somebody who tries out what an injected statement may do leaves errors behind. Without the statements nobody sees what was tried.",
  fix: "Set log_min_error_statement to error.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-MIN-ERROR-STATEMENT",
  ],
  catalogue: ["A15"],
  check: (setting) =>
    settingIs(
      setting,
      "log_min_error_statement",
      (value) => !["log", "fatal", "panic"].includes(value),
      "error",
    ),
});
