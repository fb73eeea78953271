import * as pulumi from "@pulumi/pulumi";
import type {
  RowSecurityMode,
  SupportRoleArgs,
  TableExceptionArgs,
  TableSelectorArgs,
  TenantColumnType,
  TenantForm,
  TenantGuard,
  TenantKeyArgs,
  TenantPolicyArgs,
} from "./row-security-args";
import { VERSION } from "./version";

/** Row security for every table of the schemas that has the tenant column. */
export interface RowSecurityArgs {
  /** The database. A change replaces the resource. */
  database: pulumi.Input<string>;
  /** The schemas whose tables are looked at; partitions and tables that appear later included. */
  schemas: pulumi.Input<pulumi.Input<string>[]>;
  /** The tables that are bound to the tenant, by name or pattern. @default every table that has the column */
  include?: pulumi.Input<pulumi.Input<TableSelectorArgs>[]>;
  /**
   * What is left alone, each with a reason. Foreign tables and materialized views with the tenant column must be named
   * here: no row security can protect them, so grant them to no tenant role. @default none
   */
  except?: pulumi.Input<pulumi.Input<TableExceptionArgs>[]>;
  /** Tables that every tenant may read and none may write, each with a reason. @default none */
  shared?: pulumi.Input<pulumi.Input<TableExceptionArgs>[]>;
  /** The column that names the tenant. @default "tenant_id" */
  column?: pulumi.Input<string>;
  /** @default "uuid" */
  columnType?: pulumi.Input<TenantColumnType>;
  /** The setting that the application sets per transaction. @default "app.tenant_id" */
  setting?: pulumi.Input<string>;
  /** Several columns that together tell tenants apart, in place of `column`, `columnType` and `setting`. @default one key */
  keys?: pulumi.Input<pulumi.Input<TenantKeyArgs>[]>;
  /** How a session proves which tenant it is. @default "plain" */
  form?: pulumi.Input<TenantForm>;
  /**
   * The form `signed`: the id of a key → the key, 32 bytes or more in base64. Tokens of every key are good, so a key is
   * replaced by adding another one, and taken out once nobody signs with it. Always kept as a secret. @default none
   */
  signingKeys?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The form `role`: a role → its tenant's value for each key. @default none */
  roleTenants?: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /** The roles that are bound to the tenant in the setting. */
  tenantRoles: pulumi.Input<pulumi.Input<string>[]>;
  /** Roles that see every tenant, by a policy of their own. @default none */
  support?: pulumi.Input<pulumi.Input<SupportRoleArgs>[]>;
  /** Policies of your own, beside the default one or instead of it. @default none */
  policies?: pulumi.Input<pulumi.Input<TenantPolicyArgs>[]>;
  /** The role that owns the tables; it gets a policy of its own, so that migrations work under FORCE. */
  owner: pulumi.Input<string>;
  /** FORCE ROW LEVEL SECURITY: binds the owner to its policy too. Switch off only with a reason; the baseline pack objects. @default true */
  force?: pulumi.Input<boolean>;
  /** What happens to a new table with the tenant column before the next update. @default "protect" where the managing role may create event triggers, otherwise nothing, with a warning */
  guard?: pulumi.Input<TenantGuard>;
  /** What happens to permissive policies that nobody declared. @default "authoritative" */
  mode?: pulumi.Input<RowSecurityMode>;
}

/** Row-level security of one database's tenant tables, discovered in the live catalog at every preview. */
export class RowSecurity extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "palisade:index:RowSecurity";

  /** True for a resource of this kind, also across copies of the package. */
  static override isInstance(value: unknown): value is RowSecurity {
    return (value as { __pulumiType?: unknown } | undefined)?.__pulumiType === RowSecurity.__pulumiType;
  }

  /** The database. */
  declare readonly database: pulumi.Output<string>;
  /** The tables found: a protection, for example `enabled, forced; palisade_tenant to app, readonly; palisade_owner to owner` → the objects that have it, one a line. */
  declare readonly tables: pulumi.Output<Record<string, string>>;
  /** What an update cannot mend, object → sentence: a missing index, a nullable tenant column. */
  declare readonly reports: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: RowSecurityArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      RowSecurity.__pulumiType,
      name,
      {
        ...args,
        ...(args.signingKeys === undefined ? {} : { signingKeys: pulumi.secret(args.signingKeys) }),
        tables: undefined,
        reports: undefined,
        changes: undefined,
        losses: undefined,
        comparedAt: undefined,
      },
      pulumi.mergeOptions({ version: VERSION, additionalSecretOutputs: ["signingKeys"] }, opts ?? {}),
    );
  }
}
