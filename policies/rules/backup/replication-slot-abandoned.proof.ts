import { defineProof } from "../../testing/proof";
import rule from "./replication-slot-abandoned";

const slot = { name: "standby", kind: "physical" as const, retained: 5_000_000, lost: false };

export default defineProof({
  rule,
  bad: { replicationSlot: [{ ...slot, active: false }] },
  fixed: { replicationSlot: [{ ...slot, active: true }] },
  notApplicable: { replicationSlot: [] },
  key: "replication-slot-abandoned:replication slot standby",
  live: {
    kind: "sql",
    bad: ["SELECT pg_create_physical_replication_slot('palisade_proof', true)"],
    fix: ["SELECT pg_drop_replication_slot('palisade_proof')"],
    key: "replication slot palisade_proof",
  },
});
