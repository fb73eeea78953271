import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "hba-error",
  title: "A line of pg_hba.conf cannot be read",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf",
  why: "With one wrong line the server keeps its old rules at a reload, so that what stands in the file is not what holds; at the next start it does not come up at all.",
  fix: "Correct the line and reload.",
  references: ["https://www.postgresql.org/docs/current/view-pg-hba-file-rules.html"],
  catalogue: ["H14"],
  check(rule) {
    if (rule.error === null) return pass;
    return finding(
      { kind: "hba rule", name: `with an error: ${rule.error}`, line: rule.line },
      `line ${rule.line} of pg_hba.conf cannot be read: ${rule.error}`,
    );
  },
});
