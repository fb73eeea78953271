import { quoteLiteral } from "../../../postgres/sql/quote";
import { settingValue } from "../../checks/setting";
import { OPERATIONS } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "replication-slot-abandoned",
  title: "A replication slot that nobody reads keeps the server from forgetting",
  severity: "medium",
  topic: "backup",
  scope: "object",
  world: "server",
  facts: ["replicationSlot", "setting"],
  about: "replication slots",
  why: "The server keeps all its changes for whoever made the slot. When nobody comes, they fill the disk, and dead rows are never cleaned away. A slot whose changes are thrown away already is of no use: its reader, a standby or a subscriber, has missed some of them and stands still.",
  fix: "Drop the slot, or bring its reader back; max_slot_wal_keep_size bounds the harm.",
  withoutPalisade: OPERATIONS,
  references: ["https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION-SLOTS"],
  catalogue: ["B17"],
  check(slot, { of }) {
    const object = { kind: "replication slot", name: slot.name };
    const fix = `SELECT pg_catalog.pg_drop_replication_slot(${quoteLiteral(slot.name)});`;
    if (slot.lost)
      return finding(
        object,
        `the ${slot.kind} replication slot ${slot.name} has lost changes that its reader still needs`,
        fix,
      );
    if (slot.active || slot.retained === null) return pass;
    const megabytes = Math.round(slot.retained / 1_048_576);
    const unbounded = settingValue(of("setting"), "max_slot_wal_keep_size") === "-1";
    return finding(
      object,
      `nobody reads the ${slot.kind} replication slot ${slot.name}, for which the server keeps ${megabytes} MB${unbounded ? ", and max_slot_wal_keep_size sets no bound" : ""}`,
      fix,
    );
  },
});
