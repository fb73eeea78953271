import { fieldsOf, list, typed } from "../expression/tree";
import type { Node } from "../expression/types";
import type { Library } from "../statements/library";
import type { BodyStatement, ParsedBody, Runs } from "./body";
import { expressionsOf, FORMS, queryOf } from "./body-forms";
import type { BodyPlaces } from "./body-places";
import { constantTextOf, type Known } from "./constant-text";
import { KnownTexts } from "./known-texts";
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

const SELECT = "SELECT ";

/** Parts that hold others, and assign nothing by themselves. */
const HOLDING: ReadonlySet<string> = new Set(["PLpgSQL_function", "PLpgSQL_stmt_block"]);

/** Parts of which not all run, or more than once: what they assign is not known within, between and behind them. */
const UNSTEADY: ReadonlySet<string> = new Set([
  ...BRANCHES,
  "PLpgSQL_if_elsif",
  "PLpgSQL_case_when",
  "PLpgSQL_exception",
]);

/** Reads the tree of a PL/pgSQL body: what it runs and evaluates, in its order. */
export class BodyReader implements ParsedBody {
  readonly statements: BodyStatement[] = [];
  readonly #library: Library;
  readonly #parse: ParseStatement;
  readonly #places: BodyPlaces;
  /** The variables of the body, by their numbers: a bound cursor has its query there. */
  readonly #variables: readonly unknown[];
  readonly #texts: KnownTexts;
  /** Variables that the body assigns to somewhere. */
  readonly #assigned: ReadonlySet<string>;
  /** Conditions that are asked on the way to a branch, and do not stand within one. */
  readonly #asked = new Map<unknown, Runs>();

  constructor(library: Library, parse: ParseStatement, places: BodyPlaces, tree: Node) {
    this.#library = library;
    this.#parse = parse;
    this.#places = places;
    const routines = list(tree["plpgsql_funcs"]);
    this.#variables = list(fieldsOf(routines[0], "PLpgSQL_function")?.["datums"]);
    this.#texts = new KnownTexts(this.#variables);
    this.#assigned = new Set(this.#texts.assigned(fieldsOf(routines[0], "PLpgSQL_function")?.["action"]));
    for (const variable of this.#variables) this.#record(fieldsOf(variable, "PLpgSQL_rec") ?? {});
    this.#visit(routines, "always", 1);
  }

  /** The value that a record is declared with. */
  #record({ refname: name, lineno: line }: Node): void {
    if (typeof name !== "string" || typeof line !== "number") return;
    const given = this.#places.given(line, [name, `"${name}"`]);
    if (given === undefined) return;
    const { expression, ...place } = given;
    this.statements.push({ sql: `${SELECT}${expression}`, value: true, runs: "always", ...place });
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
    const unsteady =
      UNSTEADY.has(type) || (type === "PLpgSQL_stmt_block" && fields["exceptions"] !== undefined);
    if (unsteady) this.#texts.forget(fields);
    for (const item of Object.values(fields)) {
      if (typeof item !== "object") continue;
      this.#visit(item, inner, at);
      if (unsteady) this.#texts.forget(fields);
    }
    if (!HOLDING.has(type)) this.#assign(type, fields);
  }

  /** Keeps what a variable is declared with or assigned, where that is known. */
  #assign(type: string, fields: Node): void {
    if (type === "PLpgSQL_var" && fields["default_val"] !== undefined) {
      // The tree does not say when the block begins that declares it: by then another variable may have been assigned.
      const text = this.#text(queryOf(fields["default_val"]) ?? "", {
        variable: (name) => (this.#assigned.has(name) ? undefined : this.#texts.of(name)),
      });
      this.#texts.set(String(fields["refname"]), text);
    } else if (type === "PLpgSQL_stmt_assign") {
      const [target = "", value] = this.#selected(fieldsOf(fields["expr"], "PLpgSQL_expr") ?? {});
      // An element or a field is a part of its variable.
      const whole = value !== undefined && !/[.[]/.test(target);
      const text = whole ? this.#text(value.slice(SELECT.length)) : undefined;
      this.#texts.set(this.#texts.at(fields["varno"]), text);
    } else this.#texts.forget(fields);
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
      this.statements.push({ sql: `${SELECT}${executed}`, value: true, runs, ...place });
      const sql = this.#text(executed);
      const outline = sql === undefined ? this.#text(executed, { marks: true }) : undefined;
      this.statements.push({ sql, ...(outline === undefined ? {} : { outline }), runs, ...place });
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
    if (Number(expression["parseMode"] ?? 0) <= 2) return [`${SELECT}${query}`];
    let depth = 0;
    for (const { text, start, end } of this.#library.scanSync(query).tokens) {
      if (text === "[" || text === "(") depth += 1;
      if (text === "]" || text === ")") depth -= 1;
      if (depth > 0 || (text !== ":=" && text !== "=")) continue;
      const bytes = Buffer.from(query);
      return [bytes.subarray(0, start), bytes.subarray(end)].map((part) => `${SELECT}${part}`);
    }
    return [];
  }

  #firstWord(sql: string): string {
    const { tokens } = this.#library.scanSync(sql);
    return tokens.find(({ tokenName }) => !tokenName.endsWith("_COMMENT"))?.text ?? "";
  }

  /** The text that an expression gives, as far as that is known. */
  #text(expression: string, known: Partial<Known> = {}): string | undefined {
    const select = fieldsOf(this.#parse(`${SELECT}${expression}`), "SelectStmt");
    const value = fieldsOf(list(select?.["targetList"])[0], "ResTarget")?.["val"];
    return constantTextOf(value, { variable: (name) => this.#texts.of(name), ...known });
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
