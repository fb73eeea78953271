import { type BodyParser, loadBodyParser, type ParsedBody, type Runs } from "../../../postgres/routines/body";
import { loadRoutineReader } from "../../../postgres/routines/code";
import {
  loadStatementParser,
  type SqlStatement,
  type StatementParser,
} from "../../../postgres/statements/parse";
import { pinnedSearchPath } from "../../checks/search-path";
import { displayObject, identityOf, type SourcePlace } from "../../facts/object-ref";
import type { FunctionFact } from "../../facts/objects";
import { placedAt } from "../../facts/place-order";
import { type Call, calledBy, callsIn, isForItsCalls } from "./calls";
import { createdFunction, writtenCode } from "./functions";
import { passwordsInCalls } from "./literal-passwords";
import { intoOf, LEAVES_NOTHING, READERS } from "./others";
import { isExtensionScript, readScriptSteps, withoutPlaceholders } from "./script-steps";
import { type Draft, MigrationState } from "./state";
import { type Node, optionsOf, stringOf, type Typed, typed, walk } from "./tree";

/** Where in a file something stands, by where it stands in a text of that file. */
type Places = (at: { readonly line: number; readonly column: number }) => SourcePlace;

/** A routine that the files create. */
interface Routine {
  readonly statement: SqlStatement;
  readonly node: Node;
  readonly place: Places;
  /** What its body holds, read at the first call. */
  parsed?: ParsedBody;
}

/** So that routines which call each other many times over come to an end. */
const MAX_CALLS = 10_000;

/** Reads one file after the other into a state, as if it ran there. */
export class MigrationRun {
  readonly state: MigrationState;
  readonly #parse: StatementParser;
  readonly #parseBody: BodyParser;
  readonly #routines = new WeakMap<Draft<FunctionFact>, Routine>();
  /** The routines whose bodies are being read. */
  readonly #running = new Set<Draft<FunctionFact>>();
  #calls = 0;
  #places = 0;

  private constructor(state: MigrationState, parse: StatementParser, parseBody: BodyParser) {
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
    const place: Places = ({ line, column }) => {
      this.#places += 1;
      return placedAt({ file: path, line, column }, this.#places);
    };
    this.#text(isExtensionScript(path) ? withoutPlaceholders(text) : text, place, "always");
  }

  #text(text: string, place: Places, runs: Runs): void {
    const { statements, problems } = this.#parse(text);
    for (const problem of problems)
      this.state.unknown(place(problem), `cannot be parsed: ${problem.message}`);
    for (const statement of statements) this.#statement(statement, place, runs);
  }

  #statement(statement: SqlStatement, place: Places, runs: Runs): void {
    const node = typed(statement.node);
    if (node?.type === "DoStmt") this.#block(statement, node.fields, place, runs);
    else if (node !== undefined) {
      const { type, fields } = node;
      readScriptSteps(this.state, type, fields, place(statement));
      passwordsInCalls(this.state, type, fields, place(statement));
      this.#called(callsIn(type, fields), isForItsCalls(type), place(statement), runs);
      READERS[type]?.(this.state, fields, place(statement), statement);
      if (type === "CreateFunctionStmt") this.#written(fields, { statement, node: fields, place });
    }
  }

  /** Known by the fact, which stays the same one under every name. */
  #written(node: Node, routine: Routine): void {
    const fact = this.state.functions.get(identityOf(createdFunction(this.state, node)));
    if (fact !== undefined) this.#routines.set(fact, routine);
  }

  /** What a DO block runs. */
  #block(statement: SqlStatement, node: Node, place: Places, runs: Runs): void {
    const options = new Map(optionsOf(node["args"]).map(([name, value]) => [name, stringOf(value) ?? ""]));
    const language = options.get("language") ?? "plpgsql";
    if (language !== "plpgsql") {
      const reason = `DO runs code in the language ${language}, which is not looked into`;
      this.state.unknown(place(statement), reason);
      return;
    }
    const parsed = this.#parseBody(statement, options.get("as") ?? "", language);
    if (parsed.problem !== undefined)
      this.state.unknown(place(statement), `the body of DO cannot be parsed: ${parsed.problem}`);
    this.#body(parsed, place, runs);
  }

  /** What a body runs: its own statements, texts that it hands to EXECUTE, and what its expressions call. */
  #body({ statements }: ParsedBody, place: Places, outer: Runs): void {
    for (const { sql, runs, value, ...found } of statements) {
      const at = place(found);
      if (sql === undefined) this.state.unknown(at, "runs a text that is made at run time");
      else if (runs === "after an error")
        this.#notAlways(sql, at, "runs only where an error is caught; it is read as if it did not", true);
      else {
        const both = runs === "always" ? outer : runs;
        if (both === "on a condition")
          this.#notAlways(sql, at, "runs only where a condition holds; it is read as if it did", false);
        if (value === true) this.#value(sql, at, both);
        else this.#text(sql, () => at, both);
      }
    }
  }

  /** What the routines do that an expression calls: an assignment, a condition or RETURN is there for its value. */
  #value(sql: string, at: SourcePlace, runs: Runs): void {
    const { statements, problems } = this.#parse(sql);
    for (const { message } of problems) this.state.unknown(at, `cannot be parsed: ${message}`);
    for (const { node } of statements) {
      const { type, fields } = typed(node) ?? { type: "", fields: {} };
      this.#called(callsIn(type, fields), false, at, runs);
    }
  }

  /** What the called routines do. Those of elsewhere are in doubt where somebody calls them for what they do. */
  #called(calls: readonly Call[], forThem: boolean, at: SourcePlace, runs: Runs): void {
    for (const call of calls) {
      const called = calledBy(this.state, call);
      if (called === undefined) continue;
      if ("routine" in called) this.#routine(called.routine, at, runs);
      else if (!called.elsewhere || forThem) this.state.unknown(at, called.reason);
    }
  }

  #routine(fact: Draft<FunctionFact>, at: SourcePlace, runs: Runs): void {
    const routine = this.#routines.get(fact);
    if (routine === undefined || this.#running.has(fact)) return;
    const name = `the ${displayObject(fact.object)}`;
    this.#calls += 1;
    if (this.#calls > MAX_CALLS) {
      this.state.unknown(at, `calls ${name} after ${MAX_CALLS} other calls: what it does is not looked into`);
      return;
    }
    const { language, body = "" } = writtenCode(routine.node);
    this.#running.add(fact);
    const { schema, path } = this.state;
    this.#takePath(pinnedSearchPath(fact.settings));
    if (routine.node["sql_body"] !== undefined)
      // The statements of an SQL-standard body change no object; they call.
      for (const node of statementsIn(routine.node["sql_body"]))
        this.#called(
          callsIn(node.type, node.fields),
          isForItsCalls(node.type),
          routine.place(routine.statement),
          runs,
        );
    else if (language !== "sql" && language !== "plpgsql")
      this.state.unknown(at, `calls ${name}, whose code in the language ${language} is not looked into`);
    else {
      routine.parsed ??= this.#parseBody(routine.statement, body, language);
      if (routine.parsed.problem !== undefined)
        this.state.unknown(at, `calls ${name}, whose body cannot be parsed: ${routine.parsed.problem}`);
      this.#body(routine.parsed, routine.place, runs);
    }
    this.#running.delete(fact);
    // What a routine sets by SET for itself ends with it.
    this.state.schema = schema;
    if (path === undefined) delete this.state.path;
    else this.state.path = path;
  }

  /** The search path of a routine that has one of its own. */
  #takePath(path: readonly string[] | undefined): void {
    if (path === undefined) return;
    this.state.path = path;
    this.state.schema = path.find((one) => one !== "pg_catalog" && one !== "pg_temp") ?? "public";
  }

  /** Where a rule may look at what the statement does, it is said that it may not run. What a routine does is told there, if that is read. */
  #notAlways(sql: string, at: SourcePlace, reason: string, withCalls: boolean): void {
    const changes = this.#parse(sql).statements.some(({ node }) => {
      const { type, fields } = typed(node) ?? { type: "", fields: {} };
      return isChange(type, fields) || (withCalls && this.#callsRoutine(type, fields));
    });
    if (changes) this.state.unknown(at, reason);
  }

  #callsRoutine(type: string, fields: Node): boolean {
    return callsIn(type, fields).some((call) => "routine" in (calledBy(this.state, call) ?? {}));
  }
}

/** True for statements that leave something behind that rules look at. */
function isChange(type: string, fields: Node): boolean {
  if (type === "SelectStmt") return intoOf(fields) !== undefined;
  return type === "DoStmt" || (type in READERS && !LEAVES_NOTHING.has(type));
}

/** The statements of an SQL-standard body: of a RETURN, the expression as one that selects it. */
function statementsIn(body: unknown): Typed[] {
  const found: Typed[] = [];
  walk(body, (node) => {
    if (node.type === "ReturnStmt") found.push({ type: "SelectStmt", fields: node.fields });
    else if (node.type === "List") return true;
    else found.push(node);
    return false;
  });
  return found;
}
