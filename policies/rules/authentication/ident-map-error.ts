import { identRef } from "../../checks/ident";
import { IDENT_FILE } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "ident-map-error",
  title: "A line of pg_ident.conf cannot be read",
  severity: "medium",
  topic: "authentication",
  scope: "object",
  world: "server",
  facts: ["identMap"],
  about: "lines in pg_ident.conf",
  why: "With one wrong line the server keeps its old maps at a reload, so that whoever was taken out of the file still comes in; after the next start there are no maps at all, and whoever needs one stays out.",
  fix: "Correct the line and reload.",
  withoutPalisade: IDENT_FILE,
  references: ["https://www.postgresql.org/docs/current/view-pg-ident-file-mappings.html"],
  catalogue: ["H14"],
  check(line) {
    if (line.error === null) return pass;
    return finding(identRef(line), `line ${line.line} of pg_ident.conf cannot be read: ${line.error}`);
  },
});
