import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "password-encryption-weak",
  title: "New passwords are stored as MD5 hashes",
  severity: "high",
  topic: "authentication",
  scope: "object",
  facts: ["setting"],
  about: "settings called password_encryption",
  why: "Every password that is set from now on is stored as an MD5 hash, which is itself enough to log in.",
  fix: "Set password_encryption to scram-sha-256.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-PASSWORD-ENCRYPTION",
  ],
  catalogue: ["H15"],
  check: (setting) =>
    settingIs(setting, "password_encryption", (value) => value === "scram-sha-256", "scram-sha-256"),
});
