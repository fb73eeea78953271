import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-hostname-on",
  title: "The server asks for the name of every client's address",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_hostname",
  why: "Each login waits for a name server, and whoever answers for the address writes a name of their choice into the log. The address itself is in the log anyway.",
  fix: "Set log_hostname to off, and have %h in log_line_prefix.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-HOSTNAME"],
  catalogue: ["A23"],
  check: (setting) => settingIs(setting, "log_hostname", (value) => value === "off", "off"),
});
