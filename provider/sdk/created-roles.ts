import * as pulumi from "@pulumi/pulumi";

/** The type of the official provider's role. Its package is not loaded for it. */
const ROLE = "postgresql:index/role:Role";

/** What is asked of such a role. */
interface Role {
  readonly name: pulumi.Output<string>;
  readonly skipDropRole?: pulumi.Output<boolean | undefined>;
}

/**
 * The names of the `postgresql.Role`s of the program that these arguments are computed from, or that are waited for: a
 * destroy drops them after the resource. `undefined` where there are none. A name that is not known yet is left out, so that a preview is not less known.
 */
export async function createdRoles(args: unknown, waitedFor: unknown): Promise<string[] | undefined> {
  const known = pulumi.output(args) as pulumi.Output<unknown> & {
    allResources?(): Promise<Set<pulumi.Resource>>;
  };
  // What is wrong with the arguments their own registration says.
  const from = (await known.allResources?.().catch(() => undefined)) ?? [];
  const directly = [waitedFor].flat().filter((value) => pulumi.Resource.isInstance(value));
  const names = new Set<string>();
  for (const resource of new Set([...from, ...directly])) {
    if (!isRole(resource)) continue;
    const name = await valueIn(resource.name);
    if (name !== undefined && (await valueIn(resource.skipDropRole)) !== true) names.add(name);
  }
  return names.size === 0 ? undefined : [...names].sort();
}

function isRole(resource: unknown): resource is Role {
  return (resource as { __pulumiType?: unknown }).__pulumiType === ROLE;
}

/** What an output holds, `undefined` where that is not known at a preview. */
async function valueIn<T>(output: pulumi.Output<T> | undefined): Promise<T | undefined> {
  const { isKnown } = (output ?? {}) as { isKnown?: Promise<boolean> };
  if (output === undefined || (await isKnown) === false) return undefined;
  return new Promise((resolve) => void output.apply((value) => resolve(value)));
}
