import type * as pulumi from "@pulumi/pulumi";

/**
 * The part of a component's options that its children need and do not inherit by themselves: what is deleted together
 * with something else needs no deletion of its own.
 */
export function passedOn(opts: pulumi.ComponentResourceOptions | undefined): pulumi.CustomResourceOptions {
  return opts?.deletedWith === undefined ? {} : { deletedWith: opts.deletedWith };
}
