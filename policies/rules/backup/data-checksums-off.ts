import { OPERATIONS } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "data-checksums-off",
  title: "The server does not notice pages that the disk has damaged",
  severity: "medium",
  topic: "backup",
  scope: "object",
  facts: ["setting"],
  about: "settings called data_checksums",
  why: "A damaged page is read as if it were right, copied to the replicas and into every backup, until no good copy is left.",
  fix: "Stop the server and run pg_checksums --enable; new clusters are made with initdb --data-checksums (the default from PostgreSQL 18 on).",
  withoutPalisade: OPERATIONS,
  references: ["https://www.postgresql.org/docs/current/checksums.html"],
  catalogue: ["B14"],
  check(setting) {
    if (setting.name !== "data_checksums") return undefined;
    const value = known(setting.value);
    // Without a statement: PostgreSQL lets nobody set it, and the rule's own text says what to do.
    return value === "on"
      ? pass
      : finding(locate({ kind: "setting", name: "data_checksums" }, setting), `data_checksums is ${value}`);
  },
});
