import { basename } from "node:path/posix";
import type { Draft } from "../../../postgres/draft";
import { type BodyParser, loadBodyParser, type ParsedBody, type Runs } from "../../../postgres/routines/body";
import { loadRoutineReader } from "../../../postgres/routines/code";
import { constantTextOf } from "../../../postgres/routines/constant-text";
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
import { mayProtect, opens } from "./outlines";
import { isExtensionScript, readScriptSteps, withoutPlaceholders } from "./script-steps";
import { readReaches } from "./server-reaches";
import { readSwitches } from "./session-switches";
import { MigrationState } from "./state";
import { lasting, searchPathOf, TransactionScope, takeSearchPath } from "./transactions";
import { fieldsOf, list, type Node, optionsOf, stringOf, type Typed, typed, walk } from "./tree";

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

const MADE_AT_RUN_TIME = "runs a text that is made at run time";

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
  readonly #transaction: TransactionScope;
  /** The names of all files that are read. */
  readonly #files = new Set<string>();
  #calls = 0;
  #places = 0;

  private constructor(state: MigrationState, parse: StatementParser, parseBody: BodyParser) {
    this.state = state;
    this.#transaction = new TransactionScope(state);
    this.#parse = parse;
    this.#parseBody = parseBody;
  }

  /** `files`: the paths of all files that are going to be read. */
  static async begin(files: readonly string[]): Promise<MigrationRun> {
    const run = new MigrationRun(
      new MigrationState(await loadRoutineReader()),
      await loadStatementParser(),
      await loadBodyParser(),
    );
    for (const file of files) run.#files.add(basename(file));
    return run;
  }

  /** One file. */
  file(path: string, text: string): void {
    // A search path lasts as long as a session, and tools begin one for each file.
    takeSearchPath(this.state, { schema: "public" });
    this.state.temporary.clear();
    const place: Places = ({ line, column }) => {
      this.#places += 1;
      return placedAt({ file: path, line, column }, this.#places);
    };
    // The parser takes it for the end of the text.
    if (text.includes("\0"))
      this.state.unknown(place({ line: 1, column: 1 }), "holds a NUL character, which PostgreSQL refuses");
    const readable = text.replaceAll("\0", " ");
    this.#text(isExtensionScript(path) ? withoutPlaceholders(readable) : readable, place, "always");
  }

  #text(text: string, place: Places, runs: Runs): void {
    const { statements, problems, includes } = this.#parse(text);
    for (const problem of problems)
      this.state.unknown(place(problem), `cannot be parsed: ${problem.message}`);
    for (const { file, ...at } of includes)
      if (!this.#files.has(basename(file)))
        this.state.unknown(place(at), `reads the file ${file}, which is not among the files: give it too`);
    for (const statement of lasting(statements)) this.#statement(statement, place, runs);
  }

  #statement(statement: SqlStatement, place: Places, runs: Runs): void {
    const node = typed(statement.node);
    if (statement.rowsRun === true) this.#rows(statement, place(statement), runs);
    if (node?.type === "DoStmt") this.#block(statement, node.fields, place, runs);
    else if (node !== undefined) {
      const { type, fields } = node;
      this.#transaction.see(type, fields);
      readScriptSteps(this.state, type, fields, place(statement));
      readReaches(this.state, type, fields, place(statement));
      readSwitches(this.state, type, fields, place(statement));
      passwordsInCalls(this.state, type, fields, place(statement));
      this.#called(callsIn(type, fields), isForItsCalls(type), place(statement), runs);
      READERS[type]?.(this.state, fields, place(statement), statement);
      if (type === "CreateFunctionStmt") this.#written(fields, { statement, node: fields, place });
    }
  }

  /** What psql runs of a query's rows: the texts that its columns are. */
  #rows({ node }: SqlStatement, at: SourcePlace, runs: Runs): void {
    for (const target of list(fieldsOf(node, "SelectStmt")?.["targetList"])) {
      const text = constantTextOf(fieldsOf(target, "ResTarget")?.["val"]);
      if (text === undefined) this.state.unknown(at, MADE_AT_RUN_TIME);
      else this.#text(text, () => at, runs);
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
    for (const { sql, outline, runs, value, ...found } of statements) {
      const at = place(found);
      if (sql === undefined) {
        this.state.unknown(at, MADE_AT_RUN_TIME);
        if (outline !== undefined && runs !== "after an error") this.#outline(outline, at, outer);
      } else if (runs === "after an error")
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

  /** Of a text in which names are filled in at run time, what it opens whatever they are, and what it may protect. */
  #outline(text: string, at: SourcePlace, runs: Runs): void {
    for (const statement of this.#parse(text).statements) {
      const { type, fields } = typed(statement.node) ?? { type: "", fields: {} };
      if (opens(type, fields)) this.#statement(statement, () => at, runs);
      else mayProtect(this.state, type, fields, at);
    }
  }

  /** What the routines do that an expression calls: an assignment, a condition or RETURN is there for its value. */
  #value(sql: string, at: SourcePlace, runs: Runs): void {
    const { statements, problems } = this.#parse(sql);
    for (const { message } of problems) this.state.unknown(at, `cannot be parsed: ${message}`);
    for (const { node } of statements) {
      const { type, fields } = typed(node) ?? { type: "", fields: {} };
      readReaches(this.state, type, fields, at);
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
    const before = searchPathOf(this.state);
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
    takeSearchPath(this.state, before);
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
