import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["debug_print_parse", (value) => value === "off", "off"],
  ["debug_print_rewritten", (value) => value === "off", "off"],
  ["debug_print_plan", (value) => value === "off", "off"],
];

export default defineRule({
  id: "debug-print-on",
  title: "The server writes parse trees and plans of every query into its log",
  severity: "low",
  topic: "logging",
  scope: "object",
  facts: ["setting"],
  about: "settings debug_print_…",
  why: "The trees hold the values of the queries in a form that no filter for secrets recognises, and fill the log until nothing else is found in it.",
  fix: "Set debug_print_parse, debug_print_rewritten and debug_print_plan to off.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-logging.html#GUC-DEBUG-PRINT-PARSE"],
  catalogue: ["A16", "A17", "A18"],
  check: (setting) => settingsAre(setting, GOOD),
});
