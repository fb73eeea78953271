import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "disable-triggers",
  title: "Switches triggers and foreign keys off (session_replication_role)",
  family: "server",
  severity: "high",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "Audit triggers and foreign keys are silent in a session that calls itself a replica.",
  defence: "a setting that only superusers may change",
  fix: "REVOKE SET ON PARAMETER session_replication_role FROM the role and from PUBLIC; take SUPERUSER from the role",
  run: (context) =>
    context.attempt({
      statements: ["SET LOCAL session_replication_role = replica"],
      evidence: "switched triggers off in its session",
    }),
});
