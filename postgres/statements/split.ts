import type { Node } from "../expression/types";
import type { Library, Token } from "./library";
import { withoutVariables } from "./placeholders";
import type { SourceText, SqlStatement, TextPlace } from "./source-text";
import { unclosedIn } from "./unclosed";

/** Something that the parser cannot read. */
export interface SqlProblem extends TextPlace {
  readonly message: string;
}

/** What a file holds. */
export interface SplitText {
  readonly statements: readonly SqlStatement[];
  readonly problems: readonly SqlProblem[];
}

/** Statement by statement, as far as the text can be taken apart: where a quote is not closed, up to there. */
export function readOneByOne(
  library: Library,
  file: SourceText,
  rowsRun: (end: number) => boolean,
): SplitText {
  const statements: SqlStatement[] = [];
  const problems: SqlProblem[] = [];
  const { tokens, end: whole, unclosed } = scanned(library, file);
  for (const { from, to } of parts(tokens, whole)) {
    const text = file.slice(from, to);
    try {
      const read = parsed(library, text);
      if (read !== undefined)
        statements.push({
          ...file.statement(library, read.node, from, to, rowsRun(to)),
          ...textOf(library, read.text),
        });
    } catch (error) {
      problems.push({ message: messageOf(error), ...file.place(from + placeIn(error, text)) });
    }
  }
  if (unclosed !== undefined) problems.push(unclosed);
  return { statements, problems };
}

function textOf(library: Library, text: string): Pick<SqlStatement, "text" | "tokens"> {
  return { text, tokens: () => library.scanSync(text).tokens };
}

/** The statement; where that is not to be read as it stands, with psql's variables filled in. */
function parsed(library: Library, text: string): { readonly node: Node; readonly text: string } | undefined {
  const read = (one: string) => library.parseSync(one).stmts?.[0]?.stmt as Node | undefined;
  try {
    const node = read(text);
    return node === undefined ? undefined : { node, text };
  } catch (error) {
    const filled = withoutVariables(library, text);
    if (filled === undefined) throw error;
    const node = read(filled);
    return node === undefined ? undefined : { node, text: filled };
  }
}

interface Scanned {
  readonly tokens: readonly Token[];
  /** Where what could be scanned ends, in bytes. */
  readonly end: number;
  readonly unclosed?: SqlProblem;
}

function scanned(library: Library, file: SourceText): Scanned {
  try {
    return { tokens: library.scanSync(file.text).tokens, end: file.bytes.length };
  } catch (error) {
    const { message, at } = unclosedIn(file.text) ?? { message: messageOf(error), at: 0 };
    const before = file.text.slice(0, at);
    const end = Buffer.byteLength(before);
    const tokens = before.trim() === "" ? [] : library.scanSync(before).tokens;
    return { tokens, end, unclosed: { message, ...file.place(end) } };
  }
}

/** From where to where each statement goes, in bytes. */
function* parts(tokens: readonly Token[], whole: number): Generator<{ from: number; to: number }> {
  let words: string[] = [];
  let start: number | undefined;
  let depth = 0;
  /** Levels of BEGIN ATOMIC and of CASE in it. */
  let blocks = 0;
  for (const token of tokens) {
    if (isComment(token)) continue;
    const word = token.text.toUpperCase();
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (word === "ATOMIC" && words.at(-1) === "BEGIN") blocks = 1;
    else if (blocks > 0 && word === "CASE") blocks += 1;
    else if (blocks > 0 && word === "END") blocks -= 1;
    // Between parentheses only CREATE RULE has statements; elsewhere one was left open.
    const inside = blocks > 0 || (depth > 0 && words.slice(0, 4).includes("RULE"));
    if (word === ";" && !inside) {
      if (start !== undefined) yield { from: start, to: token.start };
      [words, start, depth, blocks] = [[], undefined, 0, 0];
    } else {
      start ??= token.start;
      words.push(word);
    }
  }
  if (start !== undefined) yield { from: start, to: whole };
}

/** True for a token that is a comment. */
export function isComment({ tokenName }: Token): boolean {
  return tokenName === "SQL_COMMENT" || tokenName === "C_COMMENT";
}

/** Where in a text an error stands, in bytes; the parser counts characters. */
function placeIn(error: unknown, text: string): number {
  const characters = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails?.cursorPosition ?? 0;
  return Buffer.byteLength([...text].slice(0, characters).join(""));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
