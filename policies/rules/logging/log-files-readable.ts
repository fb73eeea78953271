import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-files-readable",
  title: "Everybody on the machine may read the server's log",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_file_mode",
  why: "The log holds statements with their values, names of roles and addresses: whoever can log in to the machine reads what row-level security hides.",
  fix: "Set log_file_mode to 0600, or 0640 for a group that collects logs.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-FILE-MODE"],
  catalogue: ["A06", "A42"],
  check: (setting) => settingIs(setting, "log_file_mode", (value) => value.endsWith("0"), "0600"),
});
