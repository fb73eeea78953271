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

/** Row-level security by tenant for the tables of some schemas. */
export interface TenantIsolationArgs {
  /** The database. */
  database: pulumi.Input<string>;
  /** The schemas. Every table in them that has the column is protected, those of a later migration at the next update. */
  schemas: pulumi.Input<string>[];
  /** The role that owns the tables. It sees every row, so that migrations work. */
  owner: pulumi.Input<string>;
  /** The roles that see the rows of one tenant only. */
  tenantRoles: pulumi.Input<string>[];
  /** The column that names the tenant. @default "tenant_id" */
  column?: pulumi.Input<string>;
  /** The column's type. @default "uuid" */
  columnType?: pulumi.Input<TenantColumnType>;
  /** What the application sets in every transaction: `SELECT set_config('app.tenant_id', $1, true)`. @default "app.tenant_id" */
  setting?: pulumi.Input<string>;
  /** Binds the owner to policies as well (FORCE ROW LEVEL SECURITY). @default true */
  force?: pulumi.Input<boolean>;
}
