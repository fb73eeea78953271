import type { PageChecks } from "../../postgres/catalog/server-damage";
import type { HbaLine } from "../../postgres/catalog/server-hba";
import type { IdentLine } from "../../postgres/catalog/server-ident";
import type { PreparedTransaction, ReplicationSlot } from "../../postgres/catalog/server-replication";
import type { ShownCertificate } from "../../postgres/connect/server-certificate";
import type { Maybe } from "./maybe";
import type { Fact } from "./origin";

/** The server as a whole. */
export interface ServerFact extends Fact {
  /** `server_version_num`, for example 180004. */
  readonly version: number;
  /** `self-hosted`, `rds` …; absent where the source does not know it. */
  readonly platform?: string;
}

/** A replication slot. */
export interface ReplicationSlotFact extends Fact, ReplicationSlot {}

/** A transaction that was prepared and not ended. */
export interface PreparedTransactionFact extends Fact, PreparedTransaction {}

/** What the server has noticed of damaged pages of one of its databases. */
export interface PageChecksFact extends Fact, PageChecks {}

/** A setting of the server, as it stands for every session that does not change it. */
export interface SettingFact extends Fact {
  readonly name: string;
  /** As `pg_settings` shows it, without unit. */
  readonly value: Maybe<string>;
  /** What secret the value holds, as `a password`; `value` does not show it then. Live, and absent where it holds none. */
  readonly secret?: string;
  /** The managed platform whose customers change it, as `rds`: ALTER SYSTEM takes a superuser, which it gives nobody. */
  readonly managedBy?: string;
}

/** One line of pg_hba.conf, as the server reads it. */
export interface HbaFact extends Fact, HbaLine {
  /** How many lines before it read alike, their options apart. @default 0 */
  readonly repeats?: number;
}

/** One line of pg_ident.conf, as the server reads it. */
export interface IdentMapFact extends Fact, IdentLine {
  /** How many lines before it read alike. @default 0 */
  readonly repeats?: number;
}

/** A connection that a declaration makes, or the server itself for what was made in it. */
export interface ConnectionFact extends Fact {
  /** What the server connects for; absent for the connection of a provider. */
  readonly madeFor?: { readonly kind: "subscription" | "foreign server"; readonly name: string };
  /** The database of what the server connects for. */
  readonly database?: string;
  /** The provider's package: `postgresql`, `palisade`. */
  readonly provider: string;
  readonly host: Maybe<string | undefined>;
  /** libpq's word; `undefined` where the declaration leaves it to the provider's default. */
  readonly tlsMode: Maybe<string | undefined>;
  /** What the provider does where the mode is left out. */
  readonly defaultTlsMode: string;
  /** True where the connection is proven by other means than `tlsMode` (a cloud's own connector). */
  readonly verifiedByScheme: boolean;
}

/** Sessions of a live server that look alike: same role, database, address and encryption. */
export interface SessionFact extends Fact {
  readonly user: string;
  readonly database: string;
  /** The client's address; `null` for a Unix socket. */
  readonly address: string | null;
  readonly encrypted: boolean;
  /** How many sessions there are of this kind. */
  readonly count: number;
}

/** What the server proved itself with to the session that read it. */
export interface CertificateFact extends Fact {
  readonly shown: ShownCertificate;
}
