import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-destination-none",
  title: "The server's log goes nowhere",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_destination",
  why: "Nothing that happens can be found out afterwards: no login, no refusal, no change, no error.",
  fix: "Set log_destination to stderr, csvlog, jsonlog or syslog.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-DESTINATION"],
  catalogue: ["A01"],
  check: (setting) => settingIs(setting, "log_destination", (value) => value !== "", "stderr"),
});
