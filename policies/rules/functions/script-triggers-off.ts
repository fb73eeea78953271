import { scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-triggers-off",
  title: "A migration switches triggers and foreign keys off for what it runs",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep"],
  about: "statements that set session_replication_role",
  why: "With session_replication_role = replica no ordinary trigger fires, no event trigger either, and no foreign key is checked: rows come in that refer to nothing, the audit trail does not see them, and a table that is made meanwhile is not put under row security by the guard over new tables. PostgreSQL checks nothing of it afterwards. It also takes a superuser, or a role with SET on the parameter, to run the migration.",
  fix: "Leave it out: load rows in the order of their references, or declare the foreign keys DEFERRABLE and let them be checked at COMMIT. What a dump of data needs, the restore sets for its own session.",
  withoutPalisade: MIGRATION,
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE",
  ],
  catalogue: ["R15"],
  check({ step, script }) {
    if (step.kind !== "triggers") return undefined;
    if (step.mode !== "replica") return pass;
    return finding(
      scriptRef(script, `session_replication_role = ${step.mode}`),
      `${script} sets session_replication_role = ${step.mode}: from there on no trigger fires and no foreign key is checked`,
      "SET session_replication_role = origin; -- or leave the statement out",
    );
  },
});
