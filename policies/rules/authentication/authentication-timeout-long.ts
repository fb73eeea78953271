import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "authentication-timeout-long",
  title: "A client may take more than a minute to log in",
  severity: "low",
  topic: "authentication",
  scope: "object",
  facts: ["setting"],
  about: "settings called authentication_timeout",
  why: "Each client that has not logged in yet holds one of the server's connections. Whoever opens many and says nothing keeps the others out.",
  fix: "Set authentication_timeout to 60 seconds or less.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-AUTHENTICATION-TIMEOUT",
  ],
  catalogue: ["H20"],
  check: (setting) => settingIs(setting, "authentication_timeout", (value) => Number(value) <= 60, "60s"),
});
