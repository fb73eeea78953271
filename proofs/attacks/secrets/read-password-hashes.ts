import { defineAttack, EVERYONE } from "../../attack";

/** Only the permission is asked for; no hash is fetched even where it gets through. */
export default defineAttack({
  id: "read-password-hashes",
  title: "Reads password hashes",
  family: "secrets",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "md5 hashes can be used in place of the password, and weak passwords can be guessed from any hash.",
  defence: "pg_authid and pg_shadow that only superusers may read",
  fix: "REVOKE SELECT ON pg_authid, pg_shadow FROM the role and from PUBLIC; take it out of pg_read_all_data and take SUPERUSER from it",
  run: (context) =>
    context.attempts(
      [
        "SELECT EXISTS (SELECT rolpassword FROM pg_catalog.pg_authid)",
        "SELECT EXISTS (SELECT passwd FROM pg_catalog.pg_shadow)",
      ].map((statement) => ({ statements: [statement], evidence: "may read password hashes" })),
    ),
});
