import type { GuardMode } from "../intent";

/** What the first line of a guard's function says about it, for those who read the function without its declaration. */
export interface GuardHead {
  readonly mode: Exclude<GuardMode, "off">;
  readonly schemas: readonly string[];
  readonly columns: readonly string[];
}

const HEAD = "-- palisade guard ";

/** The first line of a guard's function. */
export function guardHeadLine(head: GuardHead): string {
  return `${HEAD}${JSON.stringify(head)}`;
}

/** The head of a function's source, or `undefined` where the function is no guard. */
export function guardHead(source: string): GuardHead | undefined {
  const [line = ""] = source.split("\n", 1);
  if (!line.startsWith(HEAD)) return undefined;
  try {
    return JSON.parse(line.slice(HEAD.length)) as GuardHead;
  } catch {
    return undefined;
  }
}
