import { defineAttack, EVERYONE } from "../../attack";

const MAY = "it may use replication slots; only";

/** The slot does not exist, so nothing is consumed: the server asks for the permission before it looks for the slot. */
export default defineAttack({
  id: "read-replication-slot",
  title: "Reads or drops somebody else's replication slot",
  family: "server",
  severity: "critical",
  as: EVERYONE,
  target: "database",
  looks: true,
  breaches: {
    "42704": `${MAY} the slot was not there`,
    "55000": `${MAY} wal_level stood in the way`,
  },
  why: "A slot holds every change of every table since its reader was last there, whatever the grants and policies say.",
  defence: "no REPLICATION attribute (or rds_replication) for low-trust roles",
  fix: "ALTER ROLE … NOREPLICATION",
  run: (context) =>
    context.attempts(
      [
        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_logical_slot_peek_changes('palisade_no_slot', NULL, 1)",
        "SELECT pg_catalog.count(*) FROM pg_catalog.pg_logical_slot_get_changes('palisade_no_slot', NULL, 1)",
        "SELECT pg_catalog.pg_drop_replication_slot('palisade_no_slot')",
      ].map((statement) => ({ statements: [statement], evidence: "reached a replication slot" })),
    ),
});
