import type * as pulumi from "@pulumi/pulumi";

/** The types that a tenant column may have. All compare by operators that keep indexes usable under a policy. */
export const TenantColumnType = {
  Uuid: "uuid",
  Bigint: "bigint",
  Integer: "integer",
  Text: "text",
} as const;

/** See {@link TenantColumnType}. */
export type TenantColumnType = (typeof TenantColumnType)[keyof typeof TenantColumnType];

/** How a session proves which tenant it is. */
export const TenantForm = {
  /** The setting says it; without it no row is seen. Stops forgotten conditions, and nobody who can run SQL of his own. */
  Plain: "plain",
  /** The same, and a statement without the setting is an error. */
  Strict: "strict",
  /** The setting holds a token, whose signature the server checks with a key that no tenant role can read. */
  Signed: "signed",
  /** The role is the tenant: every tenant logs in as a role of its own. */
  Role: "role",
} as const;

/** See {@link TenantForm}. */
export type TenantForm = (typeof TenantForm)[keyof typeof TenantForm];

/** What happens to permissive policies that nobody declared. */
export const RowSecurityMode = {
  /** They are dropped: they could only open a table further. */
  Authoritative: "authoritative",
  /** They are reported. */
  Adopt: "adopt",
} as const;

/** See {@link RowSecurityMode}. */
export type RowSecurityMode = (typeof RowSecurityMode)[keyof typeof RowSecurityMode];

/** What happens to a new table with the tenant column, and to whoever takes the protection of one away. */
export const TenantGuard = {
  /** It is protected at once. */
  Protect: "protect",
  /** The command is refused. */
  Refuse: "refuse",
  /** There is a warning. */
  Report: "report",
  /** Nothing, until the next update. */
  Off: "off",
} as const;

/** See {@link TenantGuard}. */
export type TenantGuard = (typeof TenantGuard)[keyof typeof TenantGuard];

/** What a policy is for. */
export const PolicyCommand = {
  All: "ALL",
  Select: "SELECT",
  Insert: "INSERT",
  Update: "UPDATE",
  Delete: "DELETE",
} as const;

/** See {@link PolicyCommand}. */
export type PolicyCommand = (typeof PolicyCommand)[keyof typeof PolicyCommand];

/** What a support role may do. */
export const SupportCommand = {
  Select: "SELECT",
  All: "ALL",
} as const;

/** See {@link SupportCommand}. */
export type SupportCommand = (typeof SupportCommand)[keyof typeof SupportCommand];

/** Tables, by name or by pattern. Partitions and children of a table are meant with it. */
export interface TableSelectorArgs {
  /** One of the declared schemas. */
  schema: pulumi.Input<string>;
  /** The table's name. */
  name?: pulumi.Input<string>;
  /** Instead of a name: `*` stands for any characters, `?` for one. */
  pattern?: pulumi.Input<string>;
}

/** Tables that are treated in a way of their own, and why. */
export interface TableExceptionArgs {
  /** One of the declared schemas. */
  schema: pulumi.Input<string>;
  /** The name of a table, foreign table or materialized view. */
  name?: pulumi.Input<string>;
  /** Instead of a name: `*` stands for any characters, `?` for one. */
  pattern?: pulumi.Input<string>;
  /** Why, for whoever reads the declaration: `readable by every tenant`. */
  reason: pulumi.Input<string>;
}

/** One of several columns that together tell tenants apart. A table is bound by those that it has. */
export interface TenantKeyArgs {
  /** The column. */
  column: pulumi.Input<string>;
  /** The column's type. @default "uuid" */
  columnType?: pulumi.Input<TenantColumnType>;
  /**
   * What the application sets in every transaction. In the form `signed` only the first key has one, whose token holds the
   * values of all keys. @default "app.tenant_id" for the first key, `app.` and the column for the others
   */
  setting?: pulumi.Input<string>;
}

/** A role that sees the rows of every tenant. */
export interface SupportRoleArgs {
  /** The role. It must be no tenant role, and tenant roles must be no members of it. */
  role: pulumi.Input<string>;
  /** Why it sees every tenant. */
  reason: pulumi.Input<string>;
  /** What it may do. @default "SELECT" */
  command?: pulumi.Input<SupportCommand>;
}

/** A finding about a policy that somebody has looked at. One that is not found any more is an error. */
export interface PolicyWaiverArgs {
  /** The finding, as the error names it. */
  finding: pulumi.Input<string>;
  /** Why it is meant. */
  reason: pulumi.Input<string>;
}

/**
 * A policy of your own. Its conditions are read by PostgreSQL's own parser and refused where they open a table, make
 * every statement slow, or cannot work, unless waived by name.
 */
export interface TenantPolicyArgs {
  /** The policy's name. Names that begin with `palisade_` are taken. */
  name: pulumi.Input<string>;
  /** The tables it is for. @default every table that is bound to a tenant */
  tables?: pulumi.Input<pulumi.Input<TableSelectorArgs>[]>;
  /** Permissive policies are OR-ed and can only open a table further; restrictive ones can only close it. @default true */
  permissive?: pulumi.Input<boolean>;
  /** What it is for. @default "ALL" */
  command?: pulumi.Input<PolicyCommand>;
  /** The roles it is for; `PUBLIC` for all. @default the tenant roles */
  roles?: pulumi.Input<pulumi.Input<string>[]>;
  /** A condition in SQL, for the rows that are there: `state <> 'archived'`. */
  using?: pulumi.Input<string>;
  /** A condition in SQL, for the rows that are written. @default the same as `using` */
  withCheck?: pulumi.Input<string>;
  /** The tables get no default tenant policy: this one takes its place. @default false */
  instead?: pulumi.Input<boolean>;
  /** What about it is meant although it would be refused. @default none */
  waive?: pulumi.Input<pulumi.Input<PolicyWaiverArgs>[]>;
}
