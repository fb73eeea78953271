import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "hide-from-log",
  title: "Keeps its statements out of the server's log",
  family: "server",
  severity: "medium",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "A log that its subject can switch off is no evidence.",
  defence: "settings that only superusers may change",
  fix: "REVOKE SET ON PARAMETER … FROM the role and from PUBLIC; take SUPERUSER from the role",
  run: (context) =>
    context.attempts(
      ["log_statement = 'none'", "log_min_duration_statement = -1", "log_min_error_statement = 'panic'"].map(
        (setting) => ({
          statements: [`SET LOCAL ${setting}`],
          evidence: "changed what is logged of its session",
        }),
      ),
    ),
});
