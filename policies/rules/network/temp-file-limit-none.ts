import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "temp-file-limit-none",
  title: "A query may fill the disk with temporary files",
  severity: "low",
  topic: "network",
  scope: "object",
  facts: ["setting"],
  about: "settings called temp_file_limit",
  why: "One careless join or sort of one role fills the disk, and then nobody writes any more: the whole server stands.",
  fix: "Set temp_file_limit to what the disk can spare (in kB).",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-TEMP-FILE-LIMIT"],
  catalogue: ["N11"],
  check: (setting) => settingIs(setting, "temp_file_limit", (value) => value !== "-1", "10GB"),
});
