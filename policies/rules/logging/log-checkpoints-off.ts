import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-checkpoints-off",
  title: "Checkpoints are not logged",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_checkpoints",
  why: "How long the server would need after a crash, and what slows it down every few minutes, cannot be seen.",
  fix: "Set log_checkpoints to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-CHECKPOINTS"],
  catalogue: ["A36"],
  check: (setting) => settingIs(setting, "log_checkpoints", (value) => value === "on", "on"),
});
