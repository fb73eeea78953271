import { type Library, loadLibrary } from "../statements/library";
import type { SqlStatement } from "../statements/parse";
import { BodyPlaces } from "./body-places";
import { BodyReader } from "./body-reader";
import { loadRoutineParser } from "./parse";

/**
 * Whether a part of a body runs: always, only where a condition holds that asks something else than the catalogs, or only
 * where an error is caught.
 */
export type Runs = "always" | "on a condition" | "after an error";

/** A statement that a PL/pgSQL body runs, or an expression that it evaluates. */
export interface BodyStatement {
  /** Its text; `undefined` where EXECUTE gets a text that is made at run time. */
  readonly sql: string | undefined;
  /** Where the text is made at run time: what it is like, with marks in the place of names and literals that are decided then. */
  readonly outline?: string;
  /** True for an expression, as a statement that selects it: what an assignment, a condition or RETURN is given. */
  readonly value?: true;
  /** Whether it runs. */
  readonly runs: Runs;
  /** Where it begins in the file. */
  readonly line: number;
  readonly column: number;
}

/** What a body holds. */
export interface ParsedBody {
  readonly statements: readonly BodyStatement[];
  /** Why it could not be read. */
  readonly problem?: string;
}

/** Reads the body of a statement that holds one in SQL or PL/pgSQL, in the order of its text. */
export type BodyParser = (statement: SqlStatement, body: string, language: "sql" | "plpgsql") => ParsedBody;

/** Loads PostgreSQL's parsers and returns what reads the bodies of DO, CREATE FUNCTION and CREATE PROCEDURE with them. */
export async function loadBodyParser(): Promise<BodyParser> {
  const library = await loadLibrary();
  const parser = await loadRoutineParser();
  return (statement, body, language) => {
    try {
      if (language === "sql") return { statements: sqlStatements(library, statement, body) };
      const tree = parser.plpgsql(statement.text);
      return new BodyReader(library, parser.statement, new BodyPlaces(library, statement, body), tree);
    } catch (error) {
      return { statements: [], problem: error instanceof Error ? error.message : String(error) };
    }
  };
}

function sqlStatements(library: Library, statement: SqlStatement, body: string): BodyStatement[] {
  const places = new BodyPlaces(library, statement, body);
  const bytes = Buffer.from(body);
  return (library.parseSync(body).stmts ?? []).map(({ stmt_location: from = 0, stmt_len: length = 0 }) => ({
    sql: bytes.subarray(from, length === 0 ? bytes.length : from + length).toString(),
    runs: "always",
    ...places.from(from),
  }));
}
