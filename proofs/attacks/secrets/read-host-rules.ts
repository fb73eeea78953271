import { defineAttack, EVERYONE } from "../../attack";

export default defineAttack({
  id: "read-host-rules",
  title: "Reads who may connect from where",
  family: "secrets",
  severity: "low",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "The rules of pg_hba.conf and the configuration files tell an attacker which door to try.",
  defence: "views of the server's files that only superusers may read",
  fix: "REVOKE SELECT ON pg_hba_file_rules, pg_file_settings and EXECUTE ON their functions FROM the role and from PUBLIC",
  run: (context) =>
    context.attempts(
      ["pg_hba_file_rules", "pg_file_settings"].map((view) => ({
        statements: [`SELECT EXISTS (SELECT FROM pg_catalog.${view})`],
        evidence: `may read ${view}`,
      })),
    ),
});
