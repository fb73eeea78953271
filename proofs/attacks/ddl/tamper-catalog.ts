import { defineAttack, EVERYONE } from "../../attack";

/** Only the permission is asked for: no row of a catalog is touched even where the attack gets through. */
export default defineAttack({
  id: "tamper-catalog",
  title: "Writes to the system catalogs",
  family: "schema changes",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  why: "The catalogs hold every defence there is: roles, privileges, policies.",
  defence: "system catalogs that only superusers may write",
  fix: "REVOKE INSERT, UPDATE, DELETE ON the catalog FROM the role and from PUBLIC; take SUPERUSER from the role",
  run: (context) =>
    context.attempts(
      [
        "UPDATE pg_catalog.pg_class SET relrowsecurity = false WHERE false",
        "UPDATE pg_catalog.pg_authid SET rolsuper = true WHERE false",
        "DELETE FROM pg_catalog.pg_policy WHERE false",
      ].map((statement) => ({ statements: [statement], evidence: "may write a system catalog" })),
    ),
});
