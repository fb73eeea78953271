import type { AccessMode } from "../words";

/** One declared membership, seen from one of its two roles. */
export interface MembershipIntent {
  /** The other role: the one of which the declared role is a member, or the member of the declared role. */
  readonly role: string;
  readonly admin: boolean;
  /** Absent: the INHERIT attribute of the member, which GRANT takes too (before PostgreSQL 16 it alone decides). */
  readonly inherit?: boolean;
  /** Absent: true. Before PostgreSQL 16 it cannot be false. */
  readonly set?: boolean;
}

/** The attributes of a role that ALTER ROLE changes, passwords left out. */
export interface RoleAttributes {
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly replication: boolean;
  readonly bypassRowSecurity: boolean;
  readonly login: boolean;
  readonly inherit: boolean;
  /** `-1` for no limit. */
  readonly connectionLimit: number;
  /** ISO 8601 in UTC to the second, or `"infinity"`; `null` where nothing was ever set, which means the same. */
  readonly validUntil: string | null;
}

/** The name of one attribute. */
export type RoleAttribute = keyof RoleAttributes;

/** The attributes that give a role power over the server: none of them unless it is declared. */
export const DANGEROUS_ATTRIBUTES = [
  "superuser",
  "createRole",
  "createDatabase",
  "replication",
  "bypassRowSecurity",
] as const;

/** See {@link DANGEROUS_ATTRIBUTES}. */
export type DangerousAttribute = (typeof DANGEROUS_ATTRIBUTES)[number];

/** What is declared about one role. */
export interface RoleIntent {
  /** Settings of the role in this database. */
  readonly settings: ReadonlyMap<string, string>;
  /** Settings of the role in all databases. */
  readonly allDatabases: ReadonlyMap<string, string>;
  readonly memberOf: readonly MembershipIntent[];
  readonly members: readonly MembershipIntent[];
  /** The written attributes, and the dangerous ones: false unless they are written. */
  readonly attributes: Partial<RoleAttributes> & Pick<RoleAttributes, DangerousAttribute>;
  /** The attributes that the user wrote. The others are asserted in mode authoritative only. */
  readonly written: ReadonlySet<RoleAttribute>;
  /** The stack creates and drops this role: its removal is refused while it owns objects. Absent: nothing was written. */
  readonly managed?: boolean;
}

/** Everything that the plan of the roles is made from, beside the live model. */
export interface RolesScope {
  readonly database: string;
  readonly roles: ReadonlyMap<string, RoleIntent>;
  /** Of attributes and settings. */
  readonly mode: AccessMode;
  readonly memberships: AccessMode;
  /** Grantee → why another tool owns what it has. */
  readonly ignored: ReadonlyMap<string, string>;
  /** Absent: the settings of the database are shown and left alone. */
  readonly databaseSettings?: ReadonlyMap<string, string>;
  /** Absent: the limit is shown and left alone. `-1` for no limit. */
  readonly databaseConnectionLimit?: number;
}

/** Every role that a declaration speaks about or names in a membership, sorted. */
export function rolesNamedIn(scope: Pick<RolesScope, "roles">): string[] {
  const names = new Set(scope.roles.keys());
  for (const { memberOf, members } of scope.roles.values())
    for (const { role } of [...memberOf, ...members]) names.add(role);
  return [...names].sort();
}
