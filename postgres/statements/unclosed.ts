/** Something that begins in a text and does not end. */
export interface Unclosed {
  /** As PostgreSQL says it. */
  readonly message: string;
  /** Where it begins, in characters of UTF-16. */
  readonly at: number;
}

/** Whole tokens that can hold what ends a statement, and words, in which a dollar quotes nothing. */
const CLOSED =
  /--[^\n]*|[eE]'(?:[^'\\]|\\[\s\S]|'')*'(?!')|'[^']*(?:''[^']*)*'(?!')|"[^"]*(?:""[^"]*)*"(?!")|\$((?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?)\$[\s\S]*?\$\1\$|[A-Za-z_\x80-\uffff][\w$\x80-\uffff]*/y;

const OPEN: readonly (readonly [beginning: RegExp, message: string])[] = [
  [/[eE]?'/y, "unterminated quoted string"],
  [/"/y, "unterminated quoted identifier"],
  [/\$(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?\$/y, "unterminated dollar-quoted string"],
];

/** What the scanner cannot read a text for, which does not say it. */
export function unclosedIn(text: string): Unclosed | undefined {
  for (let at = 0; at < text.length; ) {
    if (text.startsWith("/*", at)) {
      const end = endOfComment(text, at);
      if (end === undefined) return { message: "unterminated /* comment", at };
      at = end;
      continue;
    }
    const open = OPEN.find(([beginning]) => matchAt(beginning, text, at) !== undefined);
    const end = matchAt(CLOSED, text, at);
    // A word may begin as E'…' does.
    if (open !== undefined && (end === undefined || end <= at + 1)) return { message: open[1], at };
    at = end ?? at + 1;
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Comments nest. */
function endOfComment(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const two = text.slice(at, at + 2);
    if (two === "/*") depth += 1;
    if (two === "*/") depth -= 1;
    at += two === "/*" || two === "*/" ? 2 : 1;
    if (depth === 0) return at;
  }
  return undefined;
}
