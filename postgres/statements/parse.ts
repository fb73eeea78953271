import type { Node } from "../expression/types";
import { type Library, loadLibrary, type Token } from "./library";

/** One statement of a file. */
export interface SqlStatement {
  /** PostgreSQL's own parse tree: `{ CreateStmt: { … } }`. */
  readonly node: Node;
  /** The statement's text, without comments in front of it. */
  readonly text: string;
  /** Where it begins, from 1; the column in characters. */
  readonly line: number;
  readonly column: number;
  /** Its tokens, with their places in bytes from the beginning of `text`. */
  tokens(): readonly Token[];
}

/** Something that the parser cannot read. */
export interface SqlProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What a file holds. */
export interface ParsedSql {
  readonly statements: readonly SqlStatement[];
  readonly problems: readonly SqlProblem[];
}

/** Reads a file of statements. */
export type StatementParser = (text: string) => ParsedSql;

/**
 * Loads PostgreSQL's parser (version 18, as WASM) and returns what reads a file of statements with it. Commands of psql
 * and the rows of `COPY … FROM stdin` are left out; what stands in their place keeps every other place right. A statement
 * that cannot be read is a problem with its place, and the others are read.
 */
export async function loadStatementParser(): Promise<StatementParser> {
  const library = await loadLibrary();
  return (text) => read(library, withoutClientCommands(text));
}

function read(library: Library, text: string): ParsedSql {
  const file = new SourceText(text);
  const whole = attempt(library, text);
  if (whole !== undefined) {
    const comments = commentsOf(library, text);
    return {
      statements: whole.flatMap(({ node, from, to }) => {
        const start = file.firstToken(from, to, comments);
        return node === undefined ? [] : [file.statement(library, node, start, to)];
      }),
      problems: [],
    };
  }
  return readOneByOne(library, file);
}

interface Raw {
  readonly node: Node | undefined;
  /** In bytes. */
  readonly from: number;
  readonly to: number;
}

function attempt(library: Library, text: string): Raw[] | undefined {
  try {
    const total = Buffer.byteLength(text);
    return (library.parseSync(text).stmts ?? []).map(({ stmt, stmt_location = 0, stmt_len = 0 }) => ({
      node: stmt as Node | undefined,
      from: stmt_location,
      to: stmt_len === 0 ? total : stmt_location + stmt_len,
    }));
  } catch {
    return undefined;
  }
}

/** Statement by statement, as far as the text can be taken apart. */
function readOneByOne(library: Library, file: SourceText): ParsedSql {
  let tokens: readonly Token[];
  try {
    tokens = library.scanSync(file.text).tokens;
  } catch (error) {
    return { statements: [], problems: [{ message: messageOf(error), line: 1, column: 1 }] };
  }
  const statements: SqlStatement[] = [];
  const problems: SqlProblem[] = [];
  let start: number | undefined;
  let depth = 0;
  const end = (to: number) => {
    if (start === undefined) return;
    const from = start;
    start = undefined;
    const text = file.slice(from, to);
    try {
      const node = library.parseSync(text).stmts?.[0]?.stmt as Node | undefined;
      if (node !== undefined) statements.push(file.statement(library, node, from, to));
    } catch (error) {
      problems.push({ message: messageOf(error), ...file.place(from) });
    }
  };
  for (const token of tokens) {
    if (isComment(token)) continue;
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (token.text === ";" && depth <= 0) {
      end(token.start);
      depth = 0;
    } else start ??= token.start;
  }
  end(file.bytes.length);
  return { statements, problems };
}

/** A text with places in bytes, as the parser counts, and in lines and characters, as people do. */
class SourceText {
  readonly text: string;
  readonly bytes: Buffer;
  readonly #lines: number[] = [0];

  constructor(text: string) {
    this.text = text;
    this.bytes = Buffer.from(text);
    for (let at = this.bytes.indexOf(10); at >= 0; at = this.bytes.indexOf(10, at + 1))
      this.#lines.push(at + 1);
  }

  slice(from: number, to: number): string {
    return this.bytes.subarray(from, to).toString();
  }

  place(byte: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lines[middle] ?? 0) <= byte) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: [...this.slice(this.#lines[low] ?? 0, byte)].length + 1 };
  }

  /** The parser counts the space and the comments in front of a statement to it. */
  firstToken(from: number, to: number, comments: readonly Token[]): number {
    let at = from;
    for (;;) {
      while (at < to && /\s/.test(String.fromCharCode(this.bytes[at] ?? 0))) at += 1;
      const comment = comments.find(({ start }) => start === at);
      if (comment === undefined) return at;
      at = comment.end;
    }
  }

  statement(library: Library, node: Node, from: number, to: number): SqlStatement {
    const text = this.slice(from, to);
    return { node, text, ...this.place(from), tokens: () => library.scanSync(text).tokens };
  }
}

function commentsOf(library: Library, text: string): readonly Token[] {
  if (!/--|\/\*/.test(text)) return [];
  return library.scanSync(text).tokens.filter(isComment);
}

function isComment({ tokenName }: Token): boolean {
  return tokenName === "SQL_COMMENT" || tokenName === "C_COMMENT";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Lines for psql (`\connect`, `\restrict`) and the rows of COPY, as pg_dump writes them, become spaces. */
function withoutClientCommands(text: string): string {
  if (!/^\\|^COPY\b/im.test(text)) return text;
  let inRows = false;
  return text
    .split("\n")
    .map((line) => {
      const blank = () => " ".repeat(Buffer.byteLength(line));
      if (inRows) {
        inRows = line.trimEnd() !== "\\.";
        return blank();
      }
      inRows = /^COPY\b.*\bFROM\s+stdin\b.*;\s*$/i.test(line);
      return /^\\/.test(line) ? blank() : line;
    })
    .join("\n");
}
