import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-error-terse",
  title: "The log leaves the detail of errors out",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_error_verbosity",
  why: "Without detail, hint and context an entry says that something failed, and neither on what row nor in which function.",
  fix: "Set log_error_verbosity to default; verbose adds the place in the server's source.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-ERROR-VERBOSITY"],
  catalogue: ["A22"],
  check: (setting) => settingIs(setting, "log_error_verbosity", (value) => value !== "terse", "default"),
});
