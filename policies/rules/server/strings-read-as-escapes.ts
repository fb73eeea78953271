import { type GoodSetting, settingsAre } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

const GOOD: readonly GoodSetting[] = [
  ["standard_conforming_strings", (value) => value === "on", "on"],
  ["backslash_quote", (value) => value !== "on", "safe_encoding"],
];

export default defineRule({
  id: "strings-read-as-escapes",
  title: "A backslash in a plain string is read as an escape, or escapes a quote",
  severity: "medium",
  topic: "server",
  scope: "object",
  facts: ["setting"],
  about: "settings about how strings are read",
  why: "Whoever quotes by doubling the quotes, as the standard has it, is safe only where a backslash is an ordinary character. Where it is not, a text that ends with one swallows the closing quote, and what follows it is SQL of somebody else's.",
  fix: "Set standard_conforming_strings to on and backslash_quote to safe_encoding, their defaults, and write E'…' where an escape is meant.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-compatible.html#GUC-STANDARD-CONFORMING-STRINGS",
    "https://www.postgresql.org/docs/current/runtime-config-compatible.html#GUC-BACKSLASH-QUOTE",
  ],
  catalogue: ["S08"],
  check: (setting) => settingsAre(setting, GOOD),
});
