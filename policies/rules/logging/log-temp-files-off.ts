import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-temp-files-off",
  title: "Temporary files are not logged",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_temp_files",
  why: "A query that spills gigabytes to the disk, by mistake or to fill it, leaves no name behind.",
  fix: "Set log_temp_files to 0, or to the size in kB from which on it matters.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-TEMP-FILES"],
  catalogue: ["A35"],
  check: (setting) => settingIs(setting, "log_temp_files", (value) => value !== "-1", "0"),
});
