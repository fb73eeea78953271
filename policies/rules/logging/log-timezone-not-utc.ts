import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "log-timezone-not-utc",
  title: "The log's times are not in UTC",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings called log_timezone",
  why: "Twice a year an hour is missing or comes twice, and events of several machines cannot be put in order.",
  fix: "Set log_timezone to UTC.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-LOG-TIMEZONE"],
  catalogue: ["A26"],
  check: (setting) =>
    settingIs(
      setting,
      "log_timezone",
      (value) => /^(Etc\/)?(UTC|GMT|UCT|Universal|Zulu|Greenwich)$/.test(value),
      "UTC",
    ),
});
