import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "replication-slot-abandoned",
  title: "A replication slot that nobody reads keeps the server from forgetting",
  severity: "medium",
  topic: "backup",
  scope: "object",
  world: "server",
  facts: ["replicationSlot"],
  about: "replication slots",
  why: "The server keeps all its changes for whoever made the slot. When nobody comes, they fill the disk, and dead rows are never cleaned away.",
  fix: "Drop the slot, or bring its reader back; max_slot_wal_keep_size bounds the harm.",
  references: ["https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION-SLOTS"],
  catalogue: ["B17"],
  check(slot) {
    if (slot.active || slot.retained === null) return pass;
    const megabytes = Math.round(slot.retained / 1_048_576);
    return finding(
      { kind: "replication slot", name: slot.name },
      `nobody reads the ${slot.kind} replication slot ${slot.name}, for which the server keeps ${megabytes} MB`,
      `SELECT pg_catalog.pg_drop_replication_slot('${slot.name}');`,
    );
  },
});
