import type * as pulumi from "@pulumi/pulumi";
import {
  type RowSecurityMode,
  type SupportRoleArgs,
  type TableExceptionArgs,
  type TableSelectorArgs,
  TenantColumnType,
  type TenantForm,
  type TenantGuard,
  type TenantKeyArgs,
  type TenantPolicyArgs,
} from "../../provider/sdk/row-security-args";

export { TenantColumnType };

/** What tells tenants apart, and what is bound to them. Without any of it: `tenant_id uuid` and `app.tenant_id`. */
export interface TenantChoices {
  /** The column that names the tenant. @default "tenant_id" */
  column?: pulumi.Input<string>;
  /** The column's type. @default "uuid" */
  columnType?: pulumi.Input<TenantColumnType>;
  /** What the application sets in every transaction: `SELECT set_config('app.tenant_id', $1, true)`. @default "app.tenant_id" */
  setting?: pulumi.Input<string>;
  /**
   * Several columns that together tell tenants apart, for example organisation and workspace, in place of `column`,
   * `columnType` and `setting`. A table is bound by those that it has. @default one key
   */
  keys?: TenantKeyArgs[];
  /** The tables that are bound to the tenant, by name or pattern. @default every table that has the column */
  include?: TableSelectorArgs[];
  /**
   * What is left alone, each with a reason. Foreign tables and materialized views with the tenant column must be named
   * here: no row security can protect them, so grant them to no tenant role. @default none
   */
  except?: TableExceptionArgs[];
  /** Tables that every tenant may read and none may write, each with a reason. @default none */
  shared?: TableExceptionArgs[];
  /** How a session proves which tenant it is. @default "plain": the setting says it */
  form?: pulumi.Input<TenantForm>;
  /**
   * The form `signed`: ids of the keys that sign tokens, for example `["2026-11"]`. A key is drawn at random for each, and
   * handed out as `signingKeys`. Add an id to begin with a new key, and take the old one out once nobody signs with it.
   * @default none
   */
  signingKeyIds?: string[];
  /** The form `role`: a role → its tenant's value for each key. Each must be a member of a tenant role. @default none */
  roleTenants?: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /** Roles that see every tenant, by a policy of their own, each with a reason. @default none */
  support?: SupportRoleArgs[];
  /** Policies of your own, beside the default one or instead of it. @default none */
  policies?: TenantPolicyArgs[];
  /** What happens to a new table with the tenant column before the next update. @default "protect" where the managing role may create event triggers, otherwise nothing, with a warning */
  guard?: pulumi.Input<TenantGuard>;
  /** What happens to permissive policies that nobody declared. @default "authoritative": they are dropped */
  mode?: pulumi.Input<RowSecurityMode>;
}

/** Row-level security by tenant for the tables of some schemas. */
export interface TenantIsolationArgs extends TenantChoices {
  /** The database. */
  database: pulumi.Input<string>;
  /** The schemas. Every table in them that has the column is protected, those of a later migration at the next update. */
  schemas: pulumi.Input<string>[];
  /** The role that owns the tables. It sees every row, so that migrations work. */
  owner: pulumi.Input<string>;
  /** The roles that see the rows of one tenant only. */
  tenantRoles: pulumi.Input<string>[];
  /** Binds the owner to policies as well (FORCE ROW LEVEL SECURITY). @default true */
  force?: pulumi.Input<boolean>;
}
