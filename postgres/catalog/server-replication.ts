import type { Session } from "../connect/session";
import type { ConnectionOptions } from "./foreign-servers";
import { CONNINFO_VISIBLE, subscriptionOptionsFrom, subscriptionOptionsQuery } from "./subscription-options";

/** What carries data out of the server or into the database, and what keeps it from forgetting. */
export interface Replication {
  readonly subscriptions: readonly Subscription[];
  readonly slots: readonly ReplicationSlot[];
  readonly prepared: readonly PreparedTransaction[];
}

/** A subscription of this database. Of its connection string, which holds a password, only some options leave the server. */
export interface Subscription {
  readonly name: string;
  readonly owner: string;
  readonly enabled: boolean;
  /** True where changes are applied with the rights of the subscription's owner (always before PostgreSQL 16). */
  readonly runsAsOwner: boolean;
  /** False where its owner may connect to the publisher without a password (PostgreSQL 16 and later). */
  readonly passwordRequired: boolean;
  /** Whom it connects to and how that is verified; absent where the reader may not see its connection string. */
  readonly options?: ConnectionOptions;
}

/** A replication slot of the cluster. */
export interface ReplicationSlot {
  readonly name: string;
  readonly kind: "physical" | "logical";
  /** True while somebody reads from it. */
  readonly active: boolean;
  /** Bytes of WAL that the server keeps for it; `null` where it keeps none. */
  readonly retained: number | null;
  /** True where the server has thrown away what its reader still needs: it must begin anew. */
  readonly lost: boolean;
}

/** A transaction that PREPARE TRANSACTION left behind. */
export interface PreparedTransaction {
  readonly id: string;
  readonly owner: string;
  readonly database: string;
  /** Whole minutes since it was prepared. */
  readonly minutes: number;
}

/** Reads them. Everybody may. */
export async function readReplication(session: Session, version: number): Promise<Replication> {
  const options =
    version >= 160000 ? "s.subrunasowner, s.subpasswordrequired" : "true AS subrunasowner, true AS required";
  const [subscriptions, slots, prepared] = await session.results([
    `SELECT s.subname, pg_catalog.pg_get_userbyid(s.subowner), s.subenabled, ${options}, ${CONNINFO_VISIBLE}
       FROM pg_catalog.pg_subscription s
      WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      ORDER BY s.subname COLLATE "C"`,
    `SELECT slot_name, slot_type, active, CASE WHEN restart_lsn IS NOT NULL AND NOT pg_catalog.pg_is_in_recovery()
            THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), restart_lsn)::float8 END, wal_status IS NOT DISTINCT FROM 'lost'
       FROM pg_catalog.pg_replication_slots WHERE NOT temporary ORDER BY slot_name COLLATE "C"`,
    `SELECT gid, owner, database, floor(extract(epoch FROM clock_timestamp() - prepared) / 60)::int
       FROM pg_catalog.pg_prepared_xacts ORDER BY prepared, gid COLLATE "C"`,
  ]);
  const visible = (subscriptions ?? []).some((row) => row[5] === true);
  const seen = visible ? subscriptionOptionsFrom(await session.rows(subscriptionOptionsQuery())) : undefined;
  return {
    subscriptions: (subscriptions ?? []).map(([name, owner, enabled, runsAsOwner, passwordRequired]) => ({
      ...(seen === undefined ? {} : { options: seen.get(name as string) ?? {} }),
      name: name as string,
      owner: owner as string,
      enabled: enabled as boolean,
      runsAsOwner: runsAsOwner as boolean,
      passwordRequired: passwordRequired as boolean,
    })),
    slots: (slots ?? []).map(([name, kind, active, retained, lost]) => ({
      name: name as string,
      kind: kind as "physical" | "logical",
      active: active as boolean,
      retained: retained as number | null,
      lost: lost as boolean,
    })),
    prepared: (prepared ?? []).map(([id, owner, database, minutes]) => ({
      id: id as string,
      owner: owner as string,
      database: database as string,
      minutes: minutes as number,
    })),
  };
}
