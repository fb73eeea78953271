import { constantText, fieldsOf, list, namesOf, typed } from "../expression/tree";
import type { Node } from "../expression/types";
import type { Library } from "../statements/library";
import type { BodyStatement, ParsedBody, Runs } from "./body";
import { expressionsOf, FORMS, queryOf } from "./body-forms";
import type { BodyPlaces } from "./body-places";
import type { ParseStatement } from "./types";

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

/** Reads the tree of a PL/pgSQL body: what it runs and evaluates, in its order. */
export class BodyReader implements ParsedBody {
  readonly statements: BodyStatement[] = [];
  readonly #library: Library;
  readonly #parse: ParseStatement;
  readonly #places: BodyPlaces;
  /** The variables of the body, by their numbers: a bound cursor has its query there. */
  readonly #variables: readonly unknown[];
  /** Conditions that are asked on the way to a branch, and do not stand within one. */
  readonly #asked = new Map<unknown, Runs>();

  constructor(library: Library, parse: ParseStatement, places: BodyPlaces, tree: Node) {
    this.#library = library;
    this.#parse = parse;
    this.#places = places;
    const routines = list(tree["plpgsql_funcs"]);
    this.#variables = list(fieldsOf(routines[0], "PLpgSQL_function")?.["datums"]);
    this.#visit(routines, "always", 1);
  }

  #visit(value: unknown, runs: Runs, line: number): void {
    if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, runs, line);
      return;
    }
    const node = typed(value);
    if (node === undefined) return;
    const { type, fields } = node;
    const at = typeof fields["lineno"] === "number" ? fields["lineno"] : line;
    this.#form(type, fields, this.#asked.get(value) ?? runs, at);
    // The first WHEN is asked in any case.
    if (type === "PLpgSQL_stmt_case") this.#asked.set(list(fields["case_when_list"])[0], runs);
    const inner = runsWithin(runs, type, fields);
    for (const item of Object.values(fields)) if (typeof item === "object") this.#visit(item, inner, at);
  }

  #form(type: string, fields: Node, runs: Runs, line: number): void {
    const form = FORMS[type];
    if (form === undefined || typeof fields["lineno"] !== "number") return;
    const run = form.runs === undefined ? undefined : (queryOf(fields[form.runs]) ?? this.#cursor(fields));
    const executed = form.executes === undefined ? undefined : queryOf(fields[form.executes]);
    const values = (form.values ?? []).flatMap((field) => expressionsOf(fields[field]));
    const first = run ?? String(values[0]?.["query"] ?? "");
    const words = typeof form.word === "function" ? form.word(fields) : [form.word ?? this.#firstWord(first)];
    const place = this.#places.of(line, words);
    for (const value of values)
      for (const sql of this.#selected(value)) this.statements.push({ sql, value: true, runs, ...place });
    if (executed !== undefined) {
      this.statements.push({ sql: `SELECT ${executed}`, value: true, runs, ...place });
      this.statements.push({ sql: this.#constant(executed), runs, ...place });
    }
    if (run !== undefined) this.statements.push({ sql: run, runs, ...place });
  }

  /** The query that OPEN and FOR run for a cursor which is declared with one. */
  #cursor(fields: Node): string | undefined {
    const variable = typeof fields["curvar"] === "number" ? this.#variables[fields["curvar"]] : undefined;
    return queryOf(fieldsOf(variable, "PLpgSQL_var")?.["cursor_explicit_expr"]);
  }

  /** Statements that select an expression; of an assignment, its target, which may have subscripts, and its value. */
  #selected(expression: Node): readonly string[] {
    const query = String(expression["query"] ?? "");
    // The modes of raw_parser: 2 is an expression, and from 3 on an assignment.
    if (Number(expression["parseMode"] ?? 0) <= 2) return [`SELECT ${query}`];
    let depth = 0;
    for (const { text, start, end } of this.#library.scanSync(query).tokens) {
      if (text === "[" || text === "(") depth += 1;
      if (text === "]" || text === ")") depth -= 1;
      if (depth > 0 || (text !== ":=" && text !== "=")) continue;
      const bytes = Buffer.from(query);
      return [bytes.subarray(0, start), bytes.subarray(end)].map((part) => `SELECT ${part}`);
    }
    return [];
  }

  #firstWord(sql: string): string {
    const { tokens } = this.#library.scanSync(sql);
    return tokens.find(({ tokenName }) => !tokenName.endsWith("_COMMENT"))?.text ?? "";
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
