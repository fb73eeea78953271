import type { Rule } from "../../rule";
import dataChecksumsOff from "./data-checksums-off";
import pageDamaged from "./page-damaged";
import replicationSlotAbandoned from "./replication-slot-abandoned";
import walArchivingOff from "./wal-archiving-off";

/** The rules about what a restore needs. */
export const BACKUP_RULES = [
  dataChecksumsOff,
  pageDamaged,
  replicationSlotAbandoned,
  walArchivingOff,
] as const satisfies readonly Rule[];
