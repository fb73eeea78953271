import { scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-reaches-server",
  title: "A migration runs programs of the server, or reads and writes its files",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep"],
  about: "statements that read or write files",
  why: "It runs as the operating system account of the server: it can read every database and its keys, send them away, and change the server itself. Whoever runs the migration must be a superuser or as good as one for that, and then every other statement of every migration runs so too.",
  fix: "Read and write files where the migration's tool runs: COPY … FROM STDIN, or \\copy of psql. What the server itself needs, its provisioning brings.",
  withoutPalisade: MIGRATION,
  references: ["https://www.postgresql.org/docs/current/sql-copy.html"],
  catalogue: ["F14"],
  check({ step, script }) {
    if (step.kind !== "files") return undefined;
    if (step.of === "client") return pass;
    return finding(
      scriptRef(script, step.way),
      `${script} uses ${step.way}, which acts as the server's own account`,
    );
  },
});
