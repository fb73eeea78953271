import { loadBodyParser } from "../../../postgres/routines/body";
import { loadRoutineReader } from "../../../postgres/routines/code";
import {
  loadStatementParser,
  type SqlStatement,
  type StatementParser,
} from "../../../postgres/statements/parse";
import type { SourcePlace } from "../../facts/object-ref";
import { READERS } from "./others";
import { isExtensionScript, readScriptSteps, withoutPlaceholders } from "./script-steps";
import { MigrationState } from "./state";
import { type Node, optionsOf, stringOf, typed } from "./tree";

/** Where in a file something stands, by where it stands in a text of that file. */
type Places = (at: { readonly line: number; readonly column: number }) => SourcePlace;

/** Reads one file after the other into a state, as if it ran there. */
export class MigrationRun {
  readonly state: MigrationState;
  readonly #parse: StatementParser;
  readonly #parseBody: Awaited<ReturnType<typeof loadBodyParser>>;

  private constructor(
    state: MigrationState,
    parse: StatementParser,
    parseBody: Awaited<ReturnType<typeof loadBodyParser>>,
  ) {
    this.state = state;
    this.#parse = parse;
    this.#parseBody = parseBody;
  }

  static async begin(): Promise<MigrationRun> {
    const state = new MigrationState(await loadRoutineReader());
    return new MigrationRun(state, await loadStatementParser(), await loadBodyParser());
  }

  /** One file. */
  file(path: string, text: string): void {
    // A search path lasts as long as a session, and tools begin one for each file.
    this.state.schema = "public";
    this.state.temporary.clear();
    delete this.state.path;
    this.#text(isExtensionScript(path) ? withoutPlaceholders(text) : text, (at) => ({
      file: path,
      line: at.line,
      column: at.column,
    }));
  }

  #text(text: string, place: Places): void {
    const { statements, problems } = this.#parse(text);
    for (const problem of problems)
      this.state.notRead.push({ place: place(problem), reason: `cannot be parsed: ${problem.message}` });
    for (const statement of statements) this.#statement(statement, place);
  }

  #statement(statement: SqlStatement, place: Places): void {
    const node = typed(statement.node);
    if (node?.type === "DoStmt") this.#block(statement, node.fields, place);
    else if (node !== undefined) {
      readScriptSteps(this.state, node.type, node.fields, place(statement));
      READERS[node.type]?.(this.state, node.fields, place(statement), statement);
    }
  }

  /** What a DO block runs: its own statements, and texts that it hands to EXECUTE. */
  #block(statement: SqlStatement, node: Node, place: Places): void {
    const options = new Map(optionsOf(node["args"]).map(([name, value]) => [name, stringOf(value) ?? ""]));
    const language = options.get("language") ?? "plpgsql";
    if (language !== "plpgsql") {
      this.#unknown(place(statement), `DO runs code in the language ${language}, which is not looked into`);
      return;
    }
    const { statements, problem } = this.#parseBody(statement, options.get("as") ?? "");
    if (problem !== undefined) this.#unknown(place(statement), `the body of DO cannot be parsed: ${problem}`);
    for (const { sql, runs, ...found } of statements) {
      const at = place(found);
      if (sql === undefined) this.#unknown(at, "runs a text that is made at run time");
      else if (runs === "after an error")
        this.#notAlways(sql, at, "runs only where an error is caught; it is read as if it did not");
      else {
        if (runs === "on a condition")
          this.#notAlways(sql, at, "runs only where a condition holds; it is read as if it did");
        this.#text(sql, () => at);
      }
    }
  }

  /** Where a rule may look at what the statement does, it is said that it may not run. */
  #notAlways(sql: string, at: SourcePlace, reason: string): void {
    if (this.#parse(sql).statements.some(({ node }) => changes(node))) this.#unknown(at, reason);
  }

  #unknown(place: SourcePlace, reason: string): void {
    this.state.notRead.push({ place, reason });
  }
}

/** True for statements that leave something behind that rules look at. */
function changes(statement: Node): boolean {
  const type = typed(statement)?.type ?? "";
  return type === "DoStmt" || (type in READERS && type !== "SelectStmt" && type !== "VariableSetStmt");
}
