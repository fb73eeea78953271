import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["zero_damaged_pages", (value) => value === "off", "off"],
  ["ignore_checksum_failure", (value) => value === "off", "off"],
  ["ignore_system_indexes", (value) => value === "off", "off"],
  ["allow_system_table_mods", (value) => value === "off", "off"],
  ["jit_debugging_support", (value) => value === "off", "off"],
  ["jit_profiling_support", (value) => value === "off", "off"],
  ["post_auth_delay", (value) => value === "0", "0"],
  ["pre_auth_delay", (value) => value === "0", "0"],
];

export default defineRule({
  id: "developer-option-on",
  title: "An option for rescuing or debugging the server is on",
  severity: "medium",
  topic: "server",
  scope: "object",
  facts: ["setting"],
  about: "options for developers",
  why: "These options look past damage, let system tables be rewritten or hold up every login. They are for one session of somebody who knows why; left on, they turn a small fault into lost data.",
  fix: "Set the option back to its default.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-developer.html"],
  catalogue: ["S08"],
  check: (setting) => settingsAre(setting, GOOD),
});
