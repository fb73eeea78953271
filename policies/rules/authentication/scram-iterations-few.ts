import { settingIs } from "../../checks/setting";
import { SERVER_CONFIGURATION } from "../../examples/not-made";
import { defineRule } from "../../rule";

export default defineRule({
  id: "scram-iterations-few",
  title: "New SCRAM verifiers take fewer than 4096 rounds",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["setting"],
  about: "settings called scram_iterations, which PostgreSQL 16 brought",
  why: "Whoever gets hold of a verifier, from a backup for example, tries passwords against it. Each round that is missing makes each try cheaper; 4096 is the least that RFC 7677 allows.",
  fix: "Set scram_iterations to 4096 or more, and give the passwords anew: a verifier keeps the rounds that it was made with.",
  withoutPalisade: SERVER_CONFIGURATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SCRAM-ITERATIONS",
    "https://www.rfc-editor.org/rfc/rfc7677",
  ],
  catalogue: ["H15"],
  check: (setting) => settingIs(setting, "scram_iterations", (value) => Number(value) >= 4096, "4096"),
});
