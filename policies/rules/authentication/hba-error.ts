import { hbaFinding, unreadableRef } from "../../checks/hba";
import { HBA_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "hba-error",
  title: "A line of pg_hba.conf cannot be read, or is for nobody",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  facts: ["hba"],
  about: "lines in pg_hba.conf",
  why: "With one wrong line the server keeps its old rules at a reload, so that what stands in the file is not what holds; at the next start it does not come up at all. A line for TLS where TLS is off is read, and lets nobody in: those whom it was written for come in by another line, or not at all.",
  fix: "Correct the line and reload; where it is for TLS, switch ssl on.",
  withoutPalisade: HBA_FILE,
  references: ["https://www.postgresql.org/docs/current/view-pg-hba-file-rules.html"],
  catalogue: ["H14"],
  check(rule) {
    if (rule.error === null) return pass;
    // The server has read the line and goes on: there is only nobody whom it could be for.
    if (rule.type !== null) return hbaFinding(rule, `is for nobody: ${rule.error}`);
    return finding(
      unreadableRef(rule, rule.error),
      `line ${rule.line} of pg_hba.conf cannot be read: ${rule.error}`,
    );
  },
});
