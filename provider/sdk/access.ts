import * as pulumi from "@pulumi/pulumi";
import { ACCESS_MODES, type AccessMode } from "../../postgres/plan/words";
import { VERSION } from "./version";

export { ACCESS_MODES, type AccessMode };

/** What one role (or PUBLIC) may do in one schema: PostgreSQL's privilege names, by kind of object. */
export interface SchemaPrivileges {
  /** On the schema itself: `USAGE`, `CREATE`. */
  schema?: pulumi.Input<pulumi.Input<string>[]>;
  /** On tables and partitioned tables (not on partitions: their parent's privilege is enough, and safer). */
  tables?: pulumi.Input<pulumi.Input<string>[]>;
  /** On views. See `viewsRunAs` of {@link SchemaAccessArgs}. */
  views?: pulumi.Input<pulumi.Input<string>[]>;
  /** On materialized views, which no row security can protect. */
  materializedViews?: pulumi.Input<pulumi.Input<string>[]>;
  /** On foreign tables, which no row security can protect. */
  foreignTables?: pulumi.Input<pulumi.Input<string>[]>;
  /** On sequences: `USAGE`, `SELECT`, `UPDATE`. */
  sequences?: pulumi.Input<pulumi.Input<string>[]>;
  /** On functions, procedures and aggregates that run as their caller: `EXECUTE`. */
  functions?: pulumi.Input<pulumi.Input<string>[]>;
  /** On SECURITY DEFINER functions and procedures, which run as their owner: `EXECUTE`. */
  securityDefinerFunctions?: pulumi.Input<pulumi.Input<string>[]>;
  /** On types and domains: `USAGE`. */
  types?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The declared access of one schema. */
export interface SchemaAccessArgs {
  /** Role name → what it may do. A role that is not named loses what it has (mode `authoritative`). */
  roles?: pulumi.Input<Record<string, pulumi.Input<SchemaPrivileges>>>;
  /** What PUBLIC keeps. @default nothing */
  public?: pulumi.Input<SchemaPrivileges>;
  /**
   * Whether objects that the owner creates later get the same privileges at once (ALTER DEFAULT PRIVILEGES).
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
}

/** What this database asserts about a login role. */
export interface RoleAssertion {
  /** `ALTER ROLE … IN DATABASE … SET`: setting → value, for example `{ statement_timeout: "30s" }`. Settings that are not named are removed (mode `authoritative`). */
  settings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** One database's whole access graph. */
export interface AccessArgs {
  /** The database. A change replaces the resource. */
  database: pulumi.Input<string>;
  /** The role that owns the schemas' objects, and whose objects to come the default privileges are for. */
  owner: pulumi.Input<string>;
  /** @default "authoritative" */
  mode?: pulumi.Input<AccessMode>;
  /** Privileges on the database itself: role name → `CONNECT`, `TEMPORARY`, `CREATE`. PUBLIC loses its built-in CONNECT and TEMPORARY. */
  databasePrivileges?: pulumi.Input<Record<string, pulumi.Input<pulumi.Input<string>[]>>>;
  /** Schema name → its access. */
  schemas: pulumi.Input<Record<string, pulumi.Input<SchemaAccessArgs>>>;
  /** Role name → what is asserted about it in this database. */
  roles?: pulumi.Input<Record<string, pulumi.Input<RoleAssertion>>>;
}

/**
 * The access graph of one database, converged as a whole: privileges on the database, on its schemas and every object
 * in them, default privileges, and the roles' settings there.
 */
export class Access extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "palisade:index:Access";

  /** True for a resource of this kind, also across copies of the package. */
  static override isInstance(value: unknown): value is Access {
    return (value as { __pulumiType?: unknown } | undefined)?.__pulumiType === Access.__pulumiType;
  }

  /** The database. */
  declare readonly database: pulumi.Output<string>;
  /** The whole expanded graph: object → `grantee=PRIVILEGE, PRIVILEGE; grantee=…`, as it stands after the update. */
  declare readonly privileges: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: AccessArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      Access.__pulumiType,
      name,
      { ...args, privileges: undefined, changes: undefined, comparedAt: undefined },
      pulumi.mergeOptions({ version: VERSION }, opts ?? {}),
    );
  }
}
