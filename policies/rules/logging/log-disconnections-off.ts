import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-disconnections-off",
  title: "The ends of sessions are not logged",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_disconnections",
  why: "How long somebody was in the database, and whether a session was still there when something happened, can then not be told.",
  fix: "Set log_disconnections to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-DISCONNECTIONS"],
  catalogue: ["A21"],
  check: (setting) => settingIs(setting, "log_disconnections", (value) => value === "on", "on"),
});
