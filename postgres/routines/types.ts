import type { Node } from "../expression/types";

/** A text that a routine runs as a statement: EXECUTE, and the queries of RETURN QUERY, FOR and OPEN that are made so. */
export interface RunText {
  /** The line of the body, from 1, as PL/pgSQL's own messages count. */
  readonly line: number;
  /** What its caller says and what stands in the text as it came, by name; empty where all of it is quoted. */
  readonly unquoted: readonly string[];
}

/** What the code of a routine does that its definition does not show. */
export interface RoutineCode {
  readonly texts: readonly RunText[];
  /** Ways out of the database, as SQL has them: `COPY … PROGRAM`, `pg_read_file()` …, sorted. */
  readonly reaches: readonly string[];
  /** The relations that its own statements name, each as written: the relation, or schema and relation. */
  readonly reads: readonly (readonly string[])[];
}

/** The code of a routine, or why it cannot be read. */
export type RoutineReading = { readonly code: RoutineCode } | { readonly problem: string };

/** An expression or statement of PL/pgSQL, parsed as the statement that the server would run. */
export type ParseStatement = (sql: string) => Node | undefined;
