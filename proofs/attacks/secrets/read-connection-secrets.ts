import { defineAttack, EVERYONE } from "../../attack";

/** Only the permission is asked for; no secret is fetched even where it gets through. */
export default defineAttack({
  id: "read-connection-secrets",
  title: "Reads passwords that the server uses elsewhere",
  family: "secrets",
  severity: "high",
  as: EVERYONE,
  target: "database",
  looks: true,
  why: "Subscriptions and user mappings of foreign servers hold passwords of other databases in plain text.",
  defence: "catalogs that only superusers may read",
  fix: "REVOKE SELECT ON pg_subscription, pg_user_mapping FROM the role and from PUBLIC; take SUPERUSER from the role",
  run: (context) =>
    context.attempts(
      [
        "SELECT EXISTS (SELECT subconninfo FROM pg_catalog.pg_subscription)",
        "SELECT EXISTS (SELECT umoptions FROM pg_catalog.pg_user_mapping)",
      ].map((statement) => ({ statements: [statement], evidence: "may read stored connection secrets" })),
    ),
});
