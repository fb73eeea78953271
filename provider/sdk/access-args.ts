import type * as pulumi from "@pulumi/pulumi";
import type { AccessArea, AccessMode } from "../../postgres/plan/words";

/** PostgreSQL's privilege names, each also with the right to pass it on: `"SELECT"`, `"SELECT WITH GRANT OPTION"`. */
export type PrivilegeList = pulumi.Input<pulumi.Input<string>[]>;

/** The kinds of object that a rule can be about. */
export const AccessKind = {
  Schema: "schema",
  Tables: "tables",
  Views: "views",
  MaterializedViews: "materializedViews",
  ForeignTables: "foreignTables",
  Sequences: "sequences",
  Functions: "functions",
  SecurityDefinerFunctions: "securityDefinerFunctions",
  Types: "types",
  Database: "database",
  Languages: "languages",
  ForeignDataWrappers: "foreignDataWrappers",
  ForeignServers: "foreignServers",
  LargeObjects: "largeObjects",
  Tablespaces: "tablespaces",
  Parameters: "parameters",
} as const;

/** See {@link AccessKind}. */
export type AccessKind = (typeof AccessKind)[keyof typeof AccessKind];

/** The kinds of object to come that ALTER DEFAULT PRIVILEGES knows (large objects came with PostgreSQL 18). */
export const DefaultPrivilegesKind = {
  Tables: "tables",
  Sequences: "sequences",
  Functions: "functions",
  Types: "types",
  Schemas: "schemas",
  LargeObjects: "largeObjects",
} as const;

/** See {@link DefaultPrivilegesKind}. */
export type DefaultPrivilegesKind = (typeof DefaultPrivilegesKind)[keyof typeof DefaultPrivilegesKind];

/** What one role (or PUBLIC) may do in one schema: PostgreSQL's privilege names, by kind of object. */
export interface SchemaPrivileges {
  /**
   * Names of profiles, whose privileges come beside those below: `usage`, `readonly`, `readwrite`, `appendonly`,
   * `execute`, or one of the declaration's own `profiles`.
   */
  profiles?: pulumi.Input<pulumi.Input<string>[]>;
  /** On the schema itself: `USAGE`, `CREATE`. */
  schema?: PrivilegeList;
  /** On tables and partitioned tables (not on partitions: their parent's privilege is enough, and safer). */
  tables?: PrivilegeList;
  /** On views. See `viewsRunAs` of {@link SchemaAccessArgs}. */
  views?: PrivilegeList;
  /** On materialized views, which no row security can protect. */
  materializedViews?: PrivilegeList;
  /** On foreign tables, which no row security can protect. */
  foreignTables?: PrivilegeList;
  /** On sequences: `USAGE`, `SELECT`, `UPDATE`. */
  sequences?: PrivilegeList;
  /** On functions, procedures and aggregates that run as their caller: `EXECUTE`. */
  functions?: PrivilegeList;
  /** On SECURITY DEFINER functions and procedures, which run as their owner: `EXECUTE`. */
  securityDefinerFunctions?: PrivilegeList;
  /** On types and domains: `USAGE`. */
  types?: PrivilegeList;
}

/** The declared access of one schema. */
export interface SchemaAccessArgs {
  /** Role name → what it may do. A role that is not named loses what it has (mode `authoritative`). */
  roles?: pulumi.Input<Record<string, pulumi.Input<SchemaPrivileges>>>;
  /** What PUBLIC keeps. @default nothing */
  public?: pulumi.Input<SchemaPrivileges>;
  /**
   * Whether objects that the owners create later get the same privileges at once (ALTER DEFAULT PRIVILEGES).
   * Without it they stay closed until the next update. PUBLIC gets nothing either way. SECURITY DEFINER cannot be told
   * apart there, so default privileges on functions are set only where both kinds are declared alike.
   * @default true
   */
  future?: pulumi.Input<boolean>;
  /**
   * `owner`: privileges on views are granted as declared. `invoker`: only where a view can run as its caller
   * (`security_invoker`, PostgreSQL 15 and later); on 14 the privileges are withheld.
   * @default "owner"
   */
  viewsRunAs?: pulumi.Input<string>;
  /** Overrides the mode of the resource for this schema. */
  mode?: pulumi.Input<AccessMode>;
  /** Roles that may own objects here beside the graph's `owner`. What others own is given to `owner` (mode `authoritative`). @default none */
  owners?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Which objects a rule is about. With a kind and its schema alone: every object of the kind, now and in future. Objects
 * of the server (`pg_catalog`), of extensions and partitions are meant only where they are named.
 */
export interface AccessSelector {
  /** The kind of the objects. */
  kind: pulumi.Input<AccessKind>;
  /** For kinds that lie in a schema; for `schema`, the schema itself. It must be among `schemas`, or one of the server's. */
  schema?: pulumi.Input<string>;
  /** The exact name. A large object's OID; a parameter's name in any case. */
  name?: pulumi.Input<string>;
  /** Names by pattern, as they are at each update: `*` stands for any characters, `?` for one. */
  pattern?: pulumi.Input<string>;
  /** Functions: the argument types, or the identity arguments as `pg_get_function_identity_arguments` prints them. @default every function of the name */
  args?: pulumi.Input<string>;
  /** Tables and views: these columns only. */
  columns?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Privileges on objects by kind, name or pattern, beside what `schemas` gives. */
export interface AccessGrant {
  /** The roles. */
  to?: pulumi.Input<pulumi.Input<string>[]>;
  /** PUBLIC as well. @default false */
  toPublic?: pulumi.Input<boolean>;
  /** Must fit every kind that `on` selects. */
  privileges?: PrivilegeList;
  /** Names of profiles. */
  profiles?: pulumi.Input<pulumi.Input<string>[]>;
  /** The objects. */
  on: pulumi.Input<pulumi.Input<AccessSelector>[]>;
  /** Objects that `on` selects and that are not meant. */
  except?: pulumi.Input<pulumi.Input<AccessSelector>[]>;
  /** Whether objects to come are meant too, where `on` selects every object of a kind and `except` is empty. @default true */
  future?: pulumi.Input<boolean>;
}

/** What roles must not have, in every mode. A declaration that also gives it is an error. */
export interface AccessDenial {
  /** The roles. */
  from?: pulumi.Input<pulumi.Input<string>[]>;
  /** From PUBLIC as well, also what PostgreSQL gives it by itself. @default false */
  fromPublic?: pulumi.Input<boolean>;
  /** The privileges. @default every privilege */
  privileges?: PrivilegeList;
  /** The objects. */
  on: pulumi.Input<pulumi.Input<AccessSelector>[]>;
  /** Objects that `on` selects and that are not meant. */
  except?: pulumi.Input<pulumi.Input<AccessSelector>[]>;
}

/** Default privileges beside those that follow from `future`. */
export interface AccessDefaultPrivileges {
  /** Whose objects to come are meant. @default the graph's `owner` */
  owner?: pulumi.Input<string>;
  /** The schema. @default the whole database */
  schema?: pulumi.Input<string>;
  /** The kind of the objects to come. */
  kind: pulumi.Input<DefaultPrivilegesKind>;
  /** The roles. */
  to?: pulumi.Input<pulumi.Input<string>[]>;
  /** PUBLIC as well. @default false */
  toPublic?: pulumi.Input<boolean>;
  /** What they will have. */
  privileges: PrivilegeList;
}

/** A membership: the name of the other role, or its name with options. */
export interface AccessMembership {
  role: pulumi.Input<string>;
  /** ADMIN OPTION. @default false */
  admin?: pulumi.Input<boolean>;
  /** INHERIT OPTION (PostgreSQL 16 and later; before, the member's own INHERIT attribute). @default the member's INHERIT attribute */
  inherit?: pulumi.Input<boolean>;
  /** SET OPTION (PostgreSQL 16 and later; before always true). @default true */
  set?: pulumi.Input<boolean>;
}

/**
 * What is asserted about a role. A role that is named here has none of the attributes that give power over the server
 * unless they are written, no settings and no memberships but the written ones (mode `authoritative`).
 */
export interface RoleAssertion {
  /** `ALTER ROLE … IN DATABASE … SET`: setting → value, for example `{ statement_timeout: "30s" }`. */
  settings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** `ALTER ROLE … SET`, for all databases. Declare it alike wherever several databases declare the role. */
  allDatabases?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The roles whose member it is. */
  memberOf?: pulumi.Input<pulumi.Input<string | AccessMembership>[]>;
  /** The roles that are its members. The managing role is never taken out. */
  members?: pulumi.Input<pulumi.Input<string | AccessMembership>[]>;
  /** @default false */
  superuser?: pulumi.Input<boolean>;
  /** @default false */
  createRole?: pulumi.Input<boolean>;
  /** @default false */
  createDatabase?: pulumi.Input<boolean>;
  /** @default false */
  replication?: pulumi.Input<boolean>;
  /** BYPASSRLS. @default false */
  bypassRowSecurity?: pulumi.Input<boolean>;
  /** @default not asserted */
  login?: pulumi.Input<boolean>;
  /** @default not asserted */
  inherit?: pulumi.Input<boolean>;
  /** Sessions at once, `-1` for no limit. @default not asserted */
  connectionLimit?: pulumi.Input<number>;
  /** Until when the password is valid: ISO 8601, or `"infinity"`. @default not asserted */
  validUntil?: pulumi.Input<string>;
  /** This stack creates and drops the role, so that a removal is refused while the role owns or is granted anything that would keep it from being dropped. @default false; but see `createdRoles` */
  managed?: pulumi.Input<boolean>;
}

/** A grantee that another tool looks after. */
export interface IgnoredGrantee {
  /** The role. */
  grantee: pulumi.Input<string>;
  /** Which tool, and why. */
  reason: pulumi.Input<string>;
}

/** What may be declared beside who may do what in which schema. */
export interface FurtherAccessArgs {
  /** Privileges by rule, beside what `schemas` gives. */
  grants?: pulumi.Input<pulumi.Input<AccessGrant>[]>;
  /** What roles must not have. */
  denials?: pulumi.Input<pulumi.Input<AccessDenial>[]>;
  /** Default privileges, beside what follows from `future`. */
  defaultPrivileges?: pulumi.Input<pulumi.Input<AccessDefaultPrivileges>[]>;
  /** Grantees that another tool looks after: never changed, never shown. */
  ignore?: pulumi.Input<pulumi.Input<IgnoredGrantee>[]>;
  /** `ALTER DATABASE … SET`: setting → value; what is not named is reset. @default shown and left alone */
  databaseSettings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Sessions that the database takes at once, `-1` for no limit. @default shown and left alone */
  connectionLimit?: pulumi.Input<number>;
}

/** One database's whole access graph. */
export interface AccessArgs extends FurtherAccessArgs {
  /** The database. A change replaces the resource. */
  database: pulumi.Input<string>;
  /** The role that owns the schemas' objects, and whose objects to come the default privileges are for. */
  owner: pulumi.Input<string>;
  /**
   * What happens to privileges that nobody declared: `authoritative` revokes them, `additive` leaves them, `adopt` leaves
   * them and shows them.
   * @default "authoritative"
   */
  mode?: pulumi.Input<AccessMode>;
  /**
   * Modes of single areas. Without a word, the resource's mode; but what a managing role that is no superuser could not
   * take back is only shown, and of what all databases share (`cluster`) only declared roles and PUBLIC lose anything.
   */
  modes?: pulumi.Input<{ [area in AccessArea]?: pulumi.Input<AccessMode> }>;
  /** Profiles of your own: name → privileges by kind. */
  profiles?: pulumi.Input<Record<string, pulumi.Input<Omit<SchemaPrivileges, "profiles">>>>;
  /** Privileges on the database itself: role name → `CONNECT`, `TEMPORARY`, `CREATE`. PUBLIC loses its built-in CONNECT and TEMPORARY. */
  databasePrivileges?: pulumi.Input<Record<string, PrivilegeList>>;
  /** Schema name → its access. */
  schemas: pulumi.Input<Record<string, pulumi.Input<SchemaAccessArgs>>>;
  /** Role name → what is asserted about it. */
  roles?: pulumi.Input<Record<string, pulumi.Input<RoleAssertion>>>;
  /** A removal gives PUBLIC back what PostgreSQL gives it by itself. @default false: it stays out */
  restorePublic?: pulumi.Input<boolean>;
  /** The database is removed together with this resource, so that what managed roles own in it does not hinder a removal. @default false */
  ownsDatabase?: pulumi.Input<boolean>;
  /**
   * Other databases in which managed roles are granted something by an `Access` of their own, which gives it back: what
   * the roles hold there does not hinder a removal.
   * @default none: a removal is refused while a managed role holds anything in another database
   */
  rolesAlsoIn?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Other databases that are removed together with this resource: neither what managed roles own there nor what they hold
   * hinders a removal. For databases that share a role, each of which names the others.
   * @default none
   */
  databasesAlsoRemoved?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Roles that the same program creates, so that a destroy is refused while one of them owns or is granted anything that
   * would keep it from being dropped. Counts at a destroy only, and for roles whose `managed` is not written.
   * @default the `postgresql.Role`s that these arguments are computed from, or that are in `dependsOn` (programs in TypeScript and JavaScript; none in other languages)
   */
  createdRoles?: pulumi.Input<pulumi.Input<string>[]>;
}
