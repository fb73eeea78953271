import type { Acl } from "./acl";
import type { LiveGuard } from "./guard";
import type { SecuredObject } from "./objects";
import type { Surroundings } from "./surroundings";
import type { CustomPolicyFacts, LiveTenancy } from "./tenancy";

/** A role of the cluster. Passwords are never part of the model; only their kind is, where it may be read. */
export interface Role {
  readonly oid: number;
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly replication: boolean;
  readonly bypassRowSecurity: boolean;
  readonly inherit: boolean;
  /** `-1` where there is no limit. */
  readonly connectionLimit: number;
  /** ISO 8601, `"infinity"`, `"-infinity"`, or `null` where the password has no expiry. */
  readonly validUntil: string | null;
  /** `"unreadable"` where `pg_authid` may not be read by the session that made the model. */
  readonly password: "scram-sha-256" | "md5" | "plain" | "none" | "unreadable";
}

/** `member` is a member of `role`. */
export interface Membership {
  readonly role: string;
  readonly member: string;
  readonly grantor: string;
  readonly admin: boolean;
  /** Before PostgreSQL 16, the member's own INHERIT attribute. */
  readonly inherit: boolean;
  /** Before PostgreSQL 16 always true. */
  readonly set: boolean;
}

/** A setting stored by ALTER ROLE or ALTER DATABASE. */
export interface StoredSetting {
  /** The role, or `null` for all roles of the database. */
  readonly role: string | null;
  /** The database, or `null` for all databases. */
  readonly database: string | null;
  readonly name: string;
  readonly value: string;
}

/** The kinds of object that ALTER DEFAULT PRIVILEGES knows (large objects came with PostgreSQL 18). */
export type DefaultKind = "tables" | "sequences" | "functions" | "types" | "schemas" | "large objects";

/** What objects to come will be granted: one row of `pg_default_acl`, or its absence made visible. */
export interface DefaultPrivileges {
  /** The role whose new objects are meant. */
  readonly owner: string;
  /** The schema, or `null` for the whole database. */
  readonly schema: string | null;
  readonly kind: DefaultKind;
  readonly acl: Acl;
}

/** What one role owns of one kind of object that has no access list, such as publications or collations. */
export interface UnlistedOwnership {
  readonly owner: string;
  /** In PostgreSQL's own words, as `pg_identify_object` gives them: `publication`, `text search dictionary`. */
  readonly kind: string;
  /** Absent for what lies in no schema. */
  readonly schema?: string;
  readonly count: number;
  /** The first of them by name, quoted and with their schema where they lie in one. */
  readonly names: readonly string[];
}

/** The security state of one database, and of the cluster as far as it concerns that database. */
export interface DatabaseModel {
  /** `server_version_num`, for example 180004. */
  readonly version: number;
  /** The database's name. */
  readonly database: string;
  /** The role that read the model, and whether it is a superuser. */
  readonly reader: { readonly name: string; readonly superuser: boolean };
  readonly roles: ReadonlyMap<string, Role>;
  readonly memberships: readonly Membership[];
  readonly storedSettings: readonly StoredSetting[];
  /** Keyed by {@link objectKey}; the database itself is one of them. System schemas are not in it. */
  readonly objects: ReadonlyMap<string, SecuredObject>;
  readonly defaultPrivileges: readonly DefaultPrivileges[];
  /** Who owns what has no access list; the bootstrap superuser and what extensions brought left out. Read only with `owners`. */
  readonly unlistedOwners?: readonly UnlistedOwnership[];
  /** What can lead past row security. Read only with `columns`. */
  readonly surroundings?: Surroundings;
  /** The guard over new tables. Read only with `columns`. */
  readonly guard?: LiveGuard;
  /** What the forms `signed` and `role` of row security have. Read only where it was asked for. */
  readonly tenancy?: LiveTenancy;
  /** What is known about the user's own policies. Read only where there are some. */
  readonly customPolicies?: CustomPolicyFacts;
  /** Tenant tables without an index for their tenants, and how many bytes each holds with its partitions. Only for row security. */
  readonly bytesWithoutIndex?: ReadonlyMap<string, number>;
}
