import type { Node } from "../expression/types";
import { type WithoutCommands, withoutClientCommands } from "./client-commands";
import { type Library, loadLibrary } from "./library";
import { SourceText, type SqlStatement, type TextPlace } from "./source-text";
import { isComment, readOneByOne, type SqlProblem } from "./split";

export type { SqlProblem, SqlStatement };

/** What a file holds. */
export interface ParsedSql {
  readonly statements: readonly SqlStatement[];
  readonly problems: readonly SqlProblem[];
  /** Files that psql is told to read (`\i`). */
  readonly includes: readonly ({ readonly file: string } & TextPlace)[];
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

function read(library: Library, { text, rowsRun, includes }: WithoutCommands): ParsedSql {
  const file = new SourceText(text);
  const isRun = (end: number) => rowsRun.size > 0 && rowsRun.has(file.lineOf(end));
  const whole = attempt(library, text);
  const told = { includes: includes.map(({ line, ...one }) => ({ ...one, line: line + 1 })) };
  if (whole === undefined) return { ...readOneByOne(library, file, isRun), ...told };
  const comments = commentsOf(library, text);
  return {
    statements: whole.flatMap(({ node, from, to }) => {
      const start = file.firstToken(from, to, comments);
      return node === undefined ? [] : [file.statement(library, node, start, to, isRun(to))];
    }),
    problems: [],
    ...told,
  };
}

interface Raw {
  readonly node: Node | undefined;
  /** In bytes. */
  readonly from: number;
  readonly to: number;
}

function attempt(library: Library, text: string): Raw[] | undefined {
  // The parser refuses a text that is empty.
  if (text.trim() === "") return [];
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

function commentsOf(library: Library, text: string): ReadonlyMap<number, number> {
  if (!/--|\/\*/.test(text)) return new Map();
  return new Map(
    library
      .scanSync(text)
      .tokens.filter(isComment)
      .map(({ start, end }) => [start, end]),
  );
}
