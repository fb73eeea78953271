import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["log_parser_stats", (value) => value === "off", "off"],
  ["log_planner_stats", (value) => value === "off", "off"],
  ["log_executor_stats", (value) => value === "off", "off"],
  ["log_statement_stats", (value) => value === "off", "off"],
];

export default defineRule({
  id: "statistics-logging-on",
  title: "The server writes statistics of every query's parts into its log",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings log_…_stats",
  why: "They are for people who work on the server itself. In the log of a service they hide what matters and fill the disk.",
  fix: "Set log_parser_stats, log_planner_stats, log_executor_stats and log_statement_stats to off.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-statistics.html"],
  catalogue: ["A37"],
  check: (setting) => settingsAre(setting, GOOD),
});
