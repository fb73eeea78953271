import type { Library } from "./library";

/** What a name or a text begins with that is filled in later: a character that PostgreSQL takes for a letter. */
const MARK = "‹";

/** A name in `room` characters, of which the mark and `name` take what they need. */
export function placeholder(name: string, room: number): string {
  return `${MARK}${name.replace(/\W/g, "_")}`.slice(0, room).padEnd(room, "›");
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
    written += `${quote}${placeholder(name, name.length + 1)}${quote}`;
    done = named.end;
  }
  return done === 0 ? undefined : `${written}${bytes.subarray(done)}`;
}
