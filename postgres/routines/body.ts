import { constantText, fieldsOf, list, namesOf, typed } from "../expression/tree";
import type { Node } from "../expression/types";
import { type Library, loadLibrary } from "../statements/library";
import type { SqlStatement } from "../statements/parse";
import { BodyPlaces } from "./body-places";
import { loadRoutineParser } from "./parse";
import type { ParseStatement } from "./types";

/**
 * Whether a part of a body runs: always, only where a condition holds that asks something else than the catalogs, or only
 * where an error is caught.
 */
export type Runs = "always" | "on a condition" | "after an error";

/** A statement that a PL/pgSQL body runs. */
export interface BodyStatement {
  /** Its text; `undefined` where EXECUTE gets a text that is made at run time. */
  readonly sql: string | undefined;
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
      const reader = new BodyReader(parser.statement, new BodyPlaces(library, statement, body));
      reader.visit(tree["plpgsql_funcs"], "always");
      return reader;
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

/** What takes a part of the body out of the way that always runs. */
const BRANCHES: ReadonlySet<string> = new Set([
  "PLpgSQL_stmt_if",
  "PLpgSQL_stmt_case",
  "PLpgSQL_stmt_loop",
  "PLpgSQL_stmt_while",
  "PLpgSQL_stmt_fori",
  "PLpgSQL_stmt_fors",
  "PLpgSQL_stmt_forc",
  "PLpgSQL_stmt_foreach_a",
  "PLpgSQL_stmt_dynfors",
]);

/** Fields that hold a statement, by the type of what runs it, and the word that it begins with in the text. */
const STATIC: Readonly<Record<string, readonly [field: string, word?: string]>> = {
  PLpgSQL_stmt_execsql: ["sqlstmt"],
  PLpgSQL_stmt_perform: ["expr", "PERFORM"],
  PLpgSQL_stmt_call: ["expr"],
  PLpgSQL_stmt_return_query: ["query", "RETURN"],
  PLpgSQL_stmt_fors: ["query", "FOR"],
  PLpgSQL_stmt_open: ["query", "OPEN"],
};

/** Fields that hold an expression whose value is run. */
const DYNAMIC: Readonly<Record<string, readonly [field: string, word: string]>> = {
  PLpgSQL_stmt_dynexecute: ["query", "EXECUTE"],
  PLpgSQL_stmt_dynfors: ["query", "FOR"],
  PLpgSQL_stmt_return_query: ["dynquery", "RETURN"],
  PLpgSQL_stmt_open: ["dynquery", "OPEN"],
};

class BodyReader implements ParsedBody {
  readonly statements: BodyStatement[] = [];
  readonly #parse: ParseStatement;
  readonly #places: BodyPlaces;

  constructor(parse: ParseStatement, places: BodyPlaces) {
    this.#parse = parse;
    this.#places = places;
  }

  visit(value: unknown, runs: Runs, line = 1): void {
    if (Array.isArray(value)) {
      for (const item of value) this.visit(item, runs, line);
      return;
    }
    const node = typed(value);
    if (node === undefined) return;
    const { type, fields } = node;
    const at = typeof fields["lineno"] === "number" ? fields["lineno"] : line;
    this.#static(type, fields, runs, at);
    this.#dynamic(type, fields, runs, at);
    const inner = runsWithin(runs, type, fields);
    for (const item of Object.values(fields)) if (typeof item === "object") this.visit(item, inner, at);
  }

  #static(type: string, fields: Node, runs: Runs, line: number): void {
    const [field, word] = STATIC[type] ?? [];
    const sql = field === undefined ? undefined : queryOf(fields[field]);
    if (sql === undefined) return;
    const place = this.#places.of(line, word ?? /^\w+/.exec(sql.trim())?.[0] ?? "");
    this.statements.push({ sql, runs, ...place });
  }

  #dynamic(type: string, fields: Node, runs: Runs, line: number): void {
    const [field, word = ""] = DYNAMIC[type] ?? [];
    const expression = field === undefined ? undefined : queryOf(fields[field]);
    if (expression === undefined) return;
    this.statements.push({ sql: this.#constant(expression), runs, ...this.#places.of(line, word) });
  }

  /** The text of an expression that is a constant, or several put together. */
  #constant(expression: string): string | undefined {
    const select = fieldsOf(this.#parse(`SELECT ${expression}`), "SelectStmt");
    return folded(fieldsOf(list(select?.["targetList"])[0], "ResTarget")?.["val"]);
  }
}

function runsWithin(runs: Runs, type: string, fields: Node): Runs {
  if (type === "PLpgSQL_exception") return "after an error";
  return runs === "always" && BRANCHES.has(type) && !asksCatalogs(fields) ? "on a condition" : runs;
}

function queryOf(value: unknown): string | undefined {
  const query = fieldsOf(value, "PLpgSQL_expr")?.["query"];
  return typeof query === "string" ? query : undefined;
}

/**
 * True where a branch looks into the catalogs, as in IF NOT EXISTS (SELECT FROM pg_roles …) THEN CREATE ROLE: whichever
 * way it goes, what it is about stands at its end.
 */
function asksCatalogs(fields: Node): boolean {
  const { then_body, else_body, else_stmts, body, action, ...conditions } = fields;
  return /\bpg_[a-z_]+|\binformation_schema\b|\bto_reg[a-z]+/i.test(
    JSON.stringify(conditions, (name, value) => (name === "stmts" ? undefined : value)),
  );
}

function folded(value: unknown): string | undefined {
  const text = constantText(value);
  if (text !== undefined) return text;
  const cast = fieldsOf(value, "TypeCast");
  if (cast !== undefined) return constantText(cast["arg"]);
  const operation = fieldsOf(value, "A_Expr");
  if (operation === undefined || namesOf(operation["name"]).join() !== "||") return undefined;
  const [left, right] = [folded(operation["lexpr"]), folded(operation["rexpr"])];
  return left === undefined || right === undefined ? undefined : left + right;
}
