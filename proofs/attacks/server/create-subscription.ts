import { defineAttack, EVERYONE } from "../../attack";

/** It connects nowhere (`connect = false`) and ends with the savepoint. */
export default defineAttack({
  id: "create-subscription",
  title: "Makes the server connect elsewhere (CREATE SUBSCRIPTION)",
  family: "server",
  severity: "high",
  as: EVERYONE,
  target: "database",
  why: "A subscription makes the server open connections into its own network, and write what it is sent into tables.",
  defence: "no membership in pg_create_subscription, and no CREATE privilege on the database",
  fix: "REVOKE pg_create_subscription FROM the role; REVOKE CREATE ON DATABASE … FROM the role; take SUPERUSER from it",
  run: (context) =>
    context.attempt({
      statements: [
        `CREATE SUBSCRIPTION palisade_proof CONNECTION 'host=127.0.0.1 port=1 dbname=nowhere password=none'
           PUBLICATION nothing WITH (connect = false)`,
      ],
      evidence: "made a subscription",
    }),
});
