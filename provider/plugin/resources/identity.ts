import { createHash } from "node:crypto";
import type { Properties } from "../protocol";

/** The input that Check adds for a resource which leaves something in a database that is known by the resource. */
export const IDENTITY = "identity";

/**
 * What a resource is known by in a database, as an input: kept from the first Check on, so that it outlives an alias, a
 * change of every property and a lost state. What stands before the dot is the resource's, what follows is this one's:
 * where one of the same name takes its place, as in a replacement, the removal of the former finds that it is not its own.
 */
export function identityInput(urn: string, olds: Properties | undefined, randomSeed: Uint8Array): Properties {
  const before = olds?.[IDENTITY];
  return { [IDENTITY]: typeof before === "string" ? before : `${digest(urn)}.${digest(randomSeed)}` };
}

/** The identity that a resource's properties hold; that of its name where they hold none. */
export function identityOf(urn: string, properties: Properties): string {
  const identity = properties[IDENTITY];
  return typeof identity === "string" ? identity : digest(urn);
}

function digest(value: string | Uint8Array): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 12);
}
