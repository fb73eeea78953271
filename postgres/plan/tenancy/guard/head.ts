import type { GuardMode } from "../intent";

/** What the first line of a guard's function says about it, for those who read the function without its declaration. */
export interface GuardHead {
  /** Whose it is: see `identity` of the declaration. */
  readonly of: string;
  readonly mode: Exclude<GuardMode, "off">;
  readonly schemas: readonly string[];
  readonly columns: readonly string[];
}

/** How the first line of every guard's function begins; what follows is JSON. */
export const GUARD_HEAD = "-- palisade guard ";

/** The first line of a guard's function. */
export function guardHeadLine(head: GuardHead): string {
  return `${GUARD_HEAD}${JSON.stringify(head)}`;
}

/** The head of a function's source, or `undefined` where the function is no guard. */
export function guardHead(source: string): GuardHead | undefined {
  const [line = ""] = source.split("\n", 1);
  if (!line.startsWith(GUARD_HEAD)) return undefined;
  try {
    return JSON.parse(line.slice(GUARD_HEAD.length)) as GuardHead;
  } catch {
    return undefined;
  }
}
