import { admits, hbaFinding } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-trust",
  title: "A line in pg_hba.conf asks for no password",
  severity: "critical",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in",
  why: "Whoever can reach the server on that way is whoever it claims to be, the superuser included.",
  fix: "Use scram-sha-256, or peer on the local socket.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-trust.html"],
  catalogue: ["H01", "H07"],
  check(rule) {
    if (!admits(rule)) return undefined;
    return rule.method === "trust" ? hbaFinding(rule, "lets everybody in without a question") : pass;
  },
});
