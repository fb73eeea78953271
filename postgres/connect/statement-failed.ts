import { codeOf } from "./errors";

/** One of several statements that were sent together failed, and with it the rest. `cause` is the error itself. */
export class StatementFailed extends Error {
  override readonly name = "StatementFailed";
  /** Its place among them, from 0; absent where it cannot be told, as after a lost connection. */
  readonly index: number | undefined;

  constructor(index: number | undefined, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.index = index;
  }
}

/** Between statements that are sent together. */
export const SEPARATOR = ";\n";

/** character_not_in_repertoire, untranslatable_character. */
const UNREADABLE = new Set(["22021", "22P05"]);

/**
 * Which of several statements the server refused, where it has completed some of them. Before the first one it reads
 * all of them (exec_simple_query in src/backend/tcop/postgres.c): a syntax error in any stops the first already and is
 * told by its position, characters that the server's encoding lacks have none.
 */
export function whichFailed(
  statements: readonly string[],
  completed: number,
  error: unknown,
): number | undefined {
  if (completed > 0 || statements.length === 1) return Math.min(completed, statements.length - 1);
  if (UNREADABLE.has(codeOf(error) ?? "")) {
    const suspects = [...statements.keys()].filter((index) => isForeign(statements[index] ?? ""));
    return suspects.length === 1 ? suspects[0] : undefined;
  }
  // In characters of the whole text, from 1.
  const position = Number((error as { position?: unknown }).position ?? 1);
  let end = 0;
  for (const [index, sql] of statements.entries()) {
    end += [...sql].length + SEPARATOR.length;
    if (position <= end) return index;
  }
  return statements.length - 1;
}

function isForeign(sql: string): boolean {
  return /[^\p{ASCII}]/u.test(sql);
}
