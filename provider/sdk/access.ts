import * as pulumi from "@pulumi/pulumi";
import type { AccessArgs } from "./access-args";
import { createdRoles } from "./created-roles";
import { refuseDeletedWith } from "./deleted-with";
import { VERSION } from "./version";

/**
 * The access graph of one database, converged as a whole: privileges on the database and on everything in it that has an
 * access list, who owns it, default privileges, and what is asserted about roles.
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
  /** The whole expanded graph as it stands after the update: `grantee=PRIVILEGE, PRIVILEGE; grantee=…` → the objects of which it is so, one a line. */
  declare readonly privileges: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: AccessArgs, opts?: pulumi.CustomResourceOptions) {
    refuseDeletedWith(`Access ${name}`, opts);
    super(
      Access.__pulumiType,
      name,
      {
        ...args,
        createdRoles: args.createdRoles ?? (createdRoles(args, opts?.dependsOn) as Promise<string[]>),
        privileges: undefined,
        changes: undefined,
        losses: undefined,
        comparedAt: undefined,
      },
      pulumi.mergeOptions({ version: VERSION }, opts ?? {}),
    );
  }
}
