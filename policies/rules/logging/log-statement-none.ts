import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-statement-none",
  title: "Changes to the schema and to roles are not logged",
  severity: "medium",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_statement",
  why: "CREATE, ALTER, DROP, GRANT and REVOKE leave no trace: who opened a table to whom cannot be found out.",
  fix: "Set log_statement to ddl. (all logs every statement with its literals: then no statement may hold a secret.)",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-STATEMENT"],
  catalogue: ["A25"],
  check: (setting) => settingIs(setting, "log_statement", (value) => value !== "none", "ddl"),
});
