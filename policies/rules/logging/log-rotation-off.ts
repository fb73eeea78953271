import { settingIs, settingValue } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { notApplicable } from "../../verdict";

export default defineRule({
  id: "log-rotation-off",
  title: "The log grows in one file for ever",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_rotation_age",
  why: "A file that is never closed is never archived nor cleared away, and one day it fills the disk that the data are on.",
  fix: "Set log_rotation_age to 1d, or log_rotation_size to what a file may hold.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-ROTATION-AGE"],
  catalogue: ["A08", "A09"],
  check(setting, { of }) {
    if (setting.name !== "log_rotation_age") return undefined;
    const settings = of("setting");
    if (settingValue(settings, "logging_collector") === "off")
      return notApplicable("whoever collects the log also rotates it");
    const bySize = (settingValue(settings, "log_rotation_size") ?? "0") !== "0";
    return settingIs(setting, "log_rotation_age", (value) => value !== "0" || bySize, "1d");
  },
});
