import { createHash } from "node:crypto";
import { GUARD_PREFIX } from "../../../sql/tenancy-names";
import type { RowSecurityIntent } from "../intent";

/** The names of one declaration's guard. */
export interface GuardNames {
  readonly function: string;
  /** The event trigger that watches over what is created and altered. */
  readonly end: string;
  /** The one that watches over dropped policies. */
  readonly drop: string;
  /** The one that notes what the schemas are called before one of them is renamed. */
  readonly start: string;
}

/**
 * The names of a declaration's guard. They stay, whatever becomes of its schemas and columns: a guard is rewritten and
 * never left behind. A database may have several declarations, each with a guard of its own.
 */
export function guardNames({ identity }: Pick<RowSecurityIntent, "identity">): GuardNames {
  const [name = ""] = identity.split(".", 1);
  const id = createHash("sha256").update(name).digest("hex").slice(0, 12);
  const end = `${GUARD_PREFIX}${id}`;
  return { function: `guard_${id}`, end, drop: `${end}_drop`, start: `${end}_start` };
}
