import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "full-page-writes-off",
  title: "The server does not protect pages against torn writes",
  severity: "high",
  topic: "server",
  scope: "object",
  facts: ["setting"],
  about: "settings called full_page_writes",
  why: "A crash in the middle of a page write leaves a page that is half old and half new, which recovery then builds on.",
  fix: "Set full_page_writes to on.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-wal.html#GUC-FULL-PAGE-WRITES"],
  catalogue: ["B15"],
  check: (setting) => settingIs(setting, "full_page_writes", (value) => value === "on", "on"),
});
