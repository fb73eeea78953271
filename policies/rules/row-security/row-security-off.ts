import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "row-security-off",
  title: "Row-level security is switched off for the whole server",
  severity: "high",
  topic: "row-security",
  scope: "object",
  facts: ["setting"],
  about: "settings called row_security",
  why: "With row_security = off every query that a policy would narrow down fails instead; for whoever is exempt from policies nothing changes. Applications that fail so teach people to grant BYPASSRLS.",
  fix: "Set row_security to on; pg_dump asks for off by itself.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: ["https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-ROW-SECURITY"],
  catalogue: ["R15"],
  check: (setting) => settingIs(setting, "row_security", (value) => value === "on", "on"),
});
