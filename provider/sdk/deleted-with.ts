import * as pulumi from "@pulumi/pulumi";

/** What lies inside a server: when it goes, the server and its roles stay. */
const INSIDE_A_SERVER = /^(?:postgresql|palisade):/;

/**
 * Refuses `deletedWith` for a resource whose removal must be asked: the engine would leave it out, so that grants stay and a role
 * that still owns something is found only when half of the stack has gone. What goes with a whole server may be left out.
 *
 * @throws pulumi.RunError where `deletedWith` names a resource that lies inside a server.
 */
export function refuseDeletedWith(what: string, opts: pulumi.CustomResourceOptions | undefined): void {
  const type = (opts?.deletedWith as { readonly __pulumiType?: string } | undefined)?.__pulumiType;
  if (type === undefined || !INSIDE_A_SERVER.test(type)) return;
  throw new pulumi.RunError(
    `${what}: the option deletedWith names a ${type}, with which the server does not go: the engine would not ask this resource what its removal leaves behind. Leave the option out, or name what the whole server goes with`,
  );
}
