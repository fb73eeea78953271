import { defineAttack, EVERYONE } from "../../attack";

/** A role may always change its own password and settings; it must not change what it is. */
export default defineAttack({
  id: "alter-own-attributes",
  title: "Changes its own attributes",
  family: "roles",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "SUPERUSER, BYPASSRLS, CREATEROLE and REPLICATION each lead around every other defence; limits and expiry only hold if their subject cannot lift them.",
  defence: "no CREATEROLE or SUPERUSER for low-trust roles",
  fix: "ALTER ROLE … NOSUPERUSER NOCREATEROLE",
  run: (context) =>
    context.attempts(
      [
        "SUPERUSER",
        "BYPASSRLS",
        "CREATEROLE",
        "CREATEDB",
        "REPLICATION",
        "CONNECTION LIMIT -1",
        "VALID UNTIL 'infinity'",
      ].map((attribute) => ({
        statements: [`ALTER ROLE CURRENT_USER ${attribute}`],
        evidence: `gave itself ${attribute}`,
      })),
    ),
});
