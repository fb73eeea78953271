import type { Library } from "./library";

/** What a name or a text begins with that is filled in later: a character that PostgreSQL takes for a letter. */
const MARK = "‹";

/** A name in as many characters as `name` and one, two or three more. */
export function placeholder(name: string, more: 1 | 2 | 3): string {
  const shown = name.replace(/\W/g, "_");
  return `${MARK}${more === 3 ? "$" : ""}${shown}${more === 1 ? "" : "›"}`;
}

/** True for a text that holds nothing but what is filled in later. */
export function isPlaceholder(text: string): boolean {
  return text.startsWith(MARK);
}

/**
 * The statement with psql's variables as texts and names that PostgreSQL can read, in as many characters: `:'x'` as a
 * text, `:"x"` and `:x` as names. `undefined` where it has none.
 */
export function withoutVariables(library: Library, text: string): string | undefined {
  const bytes = Buffer.from(text);
  const { tokens } = library.scanSync(text);
  let written = "";
  let done = 0;
  for (const [at, token] of tokens.entries()) {
    const named = tokens[at + 1];
    if (token.text !== ":" || named === undefined || named.start !== token.end) continue;
    const [, quote = "", name] = /^(['"]?)(\w+)\1$/.exec(named.text) ?? [];
    if (name === undefined) continue;
    written += bytes.subarray(done, token.start);
    written += `${quote}${placeholder(name, 1)}${quote}`;
    done = named.end;
  }
  return done === 0 ? undefined : `${written}${bytes.subarray(done)}`;
}
