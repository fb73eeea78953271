import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-lock-waits-off",
  title: "Sessions that wait long for a lock are not logged",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_lock_waits",
  why: "A forgotten transaction, or one held open on purpose, stops everybody else; without the entry nobody sees who held up whom.",
  fix: "Set log_lock_waits to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-LOCK-WAITS"],
  catalogue: ["A34"],
  check: (setting) => settingIs(setting, "log_lock_waits", (value) => value === "on", "on"),
});
