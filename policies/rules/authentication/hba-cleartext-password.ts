import { admits, hbaFinding } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-cleartext-password",
  title: "A line in pg_hba.conf asks for the password in plain text",
  severity: "critical",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in",
  why: "The password travels as it is. Anybody between client and server reads it, and so does a server that only claims to be the right one.",
  fix: "Use scram-sha-256, which never sends the password.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-password.html"],
  catalogue: ["H02", "H07"],
  check(rule) {
    if (!admits(rule)) return undefined;
    return rule.method === "password"
      ? hbaFinding(rule, "makes clients send their password in plain text")
      : pass;
  },
});
