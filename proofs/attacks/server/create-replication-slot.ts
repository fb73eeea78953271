import { defineAttack, EVERYONE } from "../../attack";

/**
 * Inside a transaction that has written, the server makes no logical slot: where the permission is there, it says so by
 * one of the breaches, and no slot is left behind.
 */
export default defineAttack({
  id: "create-replication-slot",
  title: "Reads the stream of changes by a replication slot",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  breaches: {
    "25001": "it may use replication slots; only the proof's own transaction stood in the way",
    "53400": "it may use replication slots; only their number is used up",
    "55000": "it may use replication slots; only wal_level stood in the way",
  },
  why: "Logical decoding shows every change of every table, whatever the grants and policies say.",
  defence: "no REPLICATION attribute (or rds_replication) for low-trust roles",
  fix: "ALTER ROLE … NOREPLICATION",
  run: (context) =>
    context.attempt({
      statements: [
        "SELECT pg_catalog.pg_current_xact_id()",
        "SELECT pg_catalog.pg_create_logical_replication_slot('palisade_proof', 'pgoutput', true)",
      ],
      evidence: "made a replication slot",
    }),
});
