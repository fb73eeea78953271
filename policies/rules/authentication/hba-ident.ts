import { admits, hbaFinding } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { pass } from "../../verdict";

export default defineRule({
  id: "hba-ident",
  title: "A line in pg_hba.conf believes the client's operating system",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf that let somebody in",
  why: "ident asks the client's machine who the user is, and believes the answer. Whoever controls that machine, or the network on the way, answers as it likes.",
  fix: "Use scram-sha-256 or certificates; on the local socket use peer.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/auth-ident.html"],
  catalogue: ["H04", "H07"],
  check(rule) {
    if (!admits(rule)) return undefined;
    return rule.method === "ident"
      ? hbaFinding(rule, "believes what the client's machine says about its user")
      : pass;
  },
});
