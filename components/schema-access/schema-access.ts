import * as pulumi from "@pulumi/pulumi";
import { Access } from "../../provider/sdk/access";
import type { SchemaAccessArgs as SchemaGrants } from "../../provider/sdk/access-args";
import { passedOn } from "../options";
import { validate } from "../validation";
import type { SchemaAccessArgs } from "./args";
import { closedSchema, sharedSchema, tenantSchema } from "./profiles";
import { schemaAccessRules } from "./rules";

/**
 * Opens the schemas of one database to its roles, and to nobody else: one `Access` resource for the whole database, from
 * profiles for the application and for reading. PUBLIC loses what PostgreSQL gives it by itself, on the database, in
 * `public`, and on every function and type.
 *
 * Let it depend on the `TenantIsolation` of the same database: first protected, then granted.
 */
export class SchemaAccess extends pulumi.ComponentResource {
  /** Object → who holds which privilege on it, after the update. */
  readonly privileges: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: SchemaAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:index:SchemaAccess", name, {}, opts);
    const gate = validate(this, schemaAccessRules(args));

    const roles = pulumi.all([args.app, args.readonly]);
    const graph = new Access(
      `${name}-graph`,
      {
        database: gate(args.database),
        owner: args.owner,
        databasePrivileges: roles.apply(([app, readonly]) => ({
          [app]: ["CONNECT"],
          [readonly]: ["CONNECT"],
        })),
        schemas: pulumi
          .all([roles, pulumi.all(args.schemas), pulumi.all(args.tenantSchemas ?? [])])
          .apply(([[app, readonly], schemas, tenantSchemas]) => {
            const grants: Record<string, SchemaGrants> = { public: closedSchema() };
            for (const schema of schemas) {
              const profile = tenantSchemas.includes(schema) ? tenantSchema : sharedSchema;
              grants[schema] = profile({ app, readonly });
            }
            return grants;
          }),
        ...(args.assertions === undefined ? {} : { roles: args.assertions }),
        ...(args.ownsDatabase === undefined ? {} : { ownsDatabase: args.ownsDatabase }),
        ...(args.rolesAlsoIn === undefined ? {} : { rolesAlsoIn: args.rolesAlsoIn }),
        ...args.access,
      },
      { parent: this, ...passedOn(opts) },
    );
    this.privileges = graph.privileges;
    this.registerOutputs({ privileges: this.privileges });
  }
}
