import type * as pulumi from "@pulumi/pulumi";
import type { FurtherAccessArgs } from "../../provider/sdk/access-args";
import type { RoleAssertionArgs } from "../role-set/args";

/** Who may do what in the schemas of one database. */
export interface SchemaAccessArgs {
  /** The database. */
  database: pulumi.Input<string>;
  /** Every schema of the database in which the application lives. `public` is closed where it is not among them. */
  schemas: pulumi.Input<string>[];
  /** Those of the schemas whose tables hold rows of several tenants: what is not under row security stays closed there. @default none */
  tenantSchemas?: pulumi.Input<string>[];
  /** The role that owns the database, the schemas and what migrations create in them. It needs no grant: what it owns is its own. */
  owner: pulumi.Input<string>;
  /** The application's role: reads and writes rows. */
  app: pulumi.Input<string>;
  /** The role that only reads rows. */
  readonly: pulumi.Input<string>;
  /** Role name → what is asserted about it, as a `RoleSet` hands it out; by it a removal knows which roles the stack drops. @default nothing */
  assertions?: pulumi.Input<Record<string, pulumi.Input<RoleAssertionArgs>>>;
  /** Privileges by rule, denials, grantees of other tools, settings of the database. @default none */
  access?: FurtherAccessArgs;
  /** Whether the database is removed together with this component. Without it a removal is refused while managed roles own the database's objects. @default false */
  ownsDatabase?: pulumi.Input<boolean>;
  /** Other databases that the same roles are opened to by a `SchemaAccess` or `Access` of their own: what they hold there does not hinder a removal. @default none */
  rolesAlsoIn?: pulumi.Input<pulumi.Input<string>[]>;
}
