import { loadRoutineReader } from "../../postgres/routines/code";
import { loadStatementParser } from "../../postgres/statements/parse";
import type { Facts } from "../facts/facts";
import type { SourcePlace } from "../facts/object-ref";
import { READERS } from "./migrations/others";
import { MigrationState, type NotRead } from "./migrations/state";
import { typed } from "./migrations/tree";

/** One file of migrations. */
export interface MigrationFile {
  /** What places name it by. */
  readonly path: string;
  readonly text: string;
}

/** What files of SQL say, run one after the other. */
export interface MigrationReading {
  readonly facts: Facts;
  /** What could not be looked into, each with its place: statements that cannot be parsed, and code that runs others. */
  readonly notRead: readonly NotRead[];
}

/**
 * Reads files of SQL in their order, by PostgreSQL's own parser, and gives the facts of what stands at the end: what a later
 * statement takes back is not there. Nothing is run. Every fact has the place of the statement that made it so.
 */
export async function readMigrations(files: readonly MigrationFile[]): Promise<MigrationReading> {
  const parse = await loadStatementParser();
  const state = new MigrationState(await loadRoutineReader());
  for (const { path, text } of files) {
    // A search path lasts as long as a session, and tools begin one for each file.
    state.schema = "public";
    const { statements, problems } = parse(text);
    for (const { message, line, column } of problems)
      state.notRead.push({ place: { file: path, line, column }, reason: `cannot be parsed: ${message}` });
    for (const statement of statements) {
      const node = typed(statement.node);
      const place: SourcePlace = { file: path, line: statement.line, column: statement.column };
      if (node !== undefined) READERS[node.type]?.(state, node.fields, place, statement);
    }
  }
  return { facts: state.facts(), notRead: state.notRead };
}
