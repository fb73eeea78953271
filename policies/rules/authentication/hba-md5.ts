import { admits, hbaFinding } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-md5",
  title: "A line in pg_hba.conf accepts MD5 passwords",
  severity: "high",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in",
  why: "With md5 the hash stored in the server is enough to log in, and the exchange can be guessed at offline by anybody who listens. PostgreSQL 18 calls it deprecated.",
  fix: "Use scram-sha-256; where a client is too old for it, replace the client first.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-password.html"],
  catalogue: ["H03", "H07"],
  check(rule) {
    if (!admits(rule)) return undefined;
    return rule.method === "md5" ? hbaFinding(rule, "accepts MD5 hashes where they are still stored") : pass;
  },
});
