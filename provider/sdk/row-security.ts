import * as pulumi from "@pulumi/pulumi";
import { TENANT_COLUMN_TYPES, type TenantColumnType } from "../../postgres/plan/words";
import { VERSION } from "./version";

export { TENANT_COLUMN_TYPES, type TenantColumnType };

/** Row security for every table of the schemas that has the tenant column. */
export interface RowSecurityArgs {
  /** The database. A change replaces the resource. */
  database: pulumi.Input<string>;
  /** The schemas whose tables are looked at; partitions and tables that appear later included. */
  schemas: pulumi.Input<pulumi.Input<string>[]>;
  /** The column that names the tenant. @default "tenant_id" */
  column?: pulumi.Input<string>;
  /** @default "uuid" */
  columnType?: pulumi.Input<TenantColumnType>;
  /** The setting that the application sets per transaction. @default "app.tenant_id" */
  setting?: pulumi.Input<string>;
  /** The roles that are bound to the tenant in the setting. */
  tenantRoles: pulumi.Input<pulumi.Input<string>[]>;
  /** The role that owns the tables; it gets a policy of its own, so that migrations work under FORCE. */
  owner: pulumi.Input<string>;
  /** FORCE ROW LEVEL SECURITY: binds the owner to its policy too. Switch off only with a reason; the baseline pack objects. @default true */
  force?: pulumi.Input<boolean>;
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
  /** The tables found: object → its protection, for example `enabled, forced; palisade_tenant to app, readonly; palisade_owner to owner`. */
  declare readonly tables: pulumi.Output<Record<string, string>>;
  /** What an update cannot mend, object → sentence: a missing index, a nullable tenant column. */
  declare readonly reports: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: RowSecurityArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      RowSecurity.__pulumiType,
      name,
      {
        ...args,
        tables: undefined,
        reports: undefined,
        changes: undefined,
        losses: undefined,
        comparedAt: undefined,
      },
      pulumi.mergeOptions({ version: VERSION }, opts ?? {}),
    );
  }
}
