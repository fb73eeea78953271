import { fieldsOf, isNode, list, type Typed, typed } from "../expression/tree";
import type { Node } from "../expression/types";
import { heldBy } from "./conditions";
import type { ParseStatement, RunText } from "./types";
import { isHarmlessType, type Tainted, union, unquotedColumns } from "./unquoted";

/** What the caller may have written into each variable at a place in the routine. */
type State = ReadonlyMap<string, ReadonlySet<string>>;

const NOTHING: ReadonlySet<string> = new Set();

/** Bodies of loops are followed twice: what a first round leaves in a variable, a second one may run. */
const ROUNDS = 2;

/** The statements after which the next one is not reached. */
const ENDING = new Set(["PLpgSQL_stmt_return", "PLpgSQL_stmt_exit"]);

/** `elog_level` of RAISE EXCEPTION (src/include/utils/elog.h). */
const ERROR = 21;

/**
 * The texts that a routine runs, each with what of its caller's stands in it unquoted. `routine` is a `PLpgSQL_function`;
 * `parse` is asked for the same text again and again.
 */
export function runTexts(routine: Node, parse: ParseStatement): RunText[] {
  const flow = new Flow(routine, parse);
  flow.statements([routine["action"]], flow.start());
  return [...flow.texts]
    .sort(([a], [b]) => a - b)
    .map(([line, names]) => ({ line, unquoted: [...names].sort() }));
}

class Flow {
  readonly texts = new Map<number, ReadonlySet<string>>();
  readonly #variables: readonly (Typed | undefined)[];
  readonly #aliases = new Map<string, string>();
  readonly #parse: ParseStatement;

  constructor(routine: Node, parse: ParseStatement) {
    this.#parse = parse;
    this.#variables = list(routine["datums"]).map((datum) => typed(datum));
    for (const item of list(routine["aliases"])) {
      const alias = fieldsOf(item, "PLpgSQL_alias");
      const name = alias?.["name"];
      if (typeof name === "string") this.#aliases.set(name, this.#nameAt(alias?.["varno"]));
    }
  }

  /** At the beginning the parameters are the caller's, and in a trigger the rows. */
  start(): State {
    const state = new Map<string, ReadonlySet<string>>();
    const found = this.#variables.findIndex((one) => one?.fields["refname"] === "found");
    for (const [at, variable] of this.#variables.slice(0, found).entries()) {
      const name = nameOf(variable);
      if (variable === undefined || name === "" || name.startsWith("tg_")) continue;
      if (this.#isHarmless(name)) continue;
      state.set(name, new Set([/^\$\d+$/.test(name) ? `parameter ${name}` : name]));
      if (!/^\$\d+$/.test(name)) this.#aliases.set(`$${at + 1}`, name);
    }
    // What variables are declared with, those of inner blocks too: the tree does not say which block declares them.
    return this.#variables.reduce<State>((now, variable) => {
      const value = queryOf(variable?.fields["default_val"]);
      return value === ""
        ? now
        : this.#set(now, nameOf(variable), union(this.#columns(`SELECT ${value}`, now)), false);
    }, state);
  }

  statements(items: unknown, state: State): State {
    return list(items).reduce<State>((now, item) => this.#statement(typed(item), now), state);
  }

  #statement(node: Typed | undefined, state: State): State {
    if (node === undefined) return state;
    const { type, fields } = node;
    switch (type) {
      case "PLpgSQL_stmt_block":
        return this.#block(fields, state);
      case "PLpgSQL_stmt_assign": {
        const { target, value } = assignment(queryOf(fields["expr"]));
        const columns = this.#columns(`SELECT ${value}`, state);
        // An element or a field leaves the rest as it is.
        const whole = !/[.[]/.test(target);
        return this.#set(state, this.#nameAt(fields["varno"]), union(columns), whole);
      }
      case "PLpgSQL_stmt_dynexecute":
        this.#run(fields, "query", state);
        return this.#into(fields["target"], [], state);
      case "PLpgSQL_stmt_return_query":
      case "PLpgSQL_stmt_open":
        if (fields["dynquery"] !== undefined) this.#run(fields, "dynquery", state);
        return state;
      case "PLpgSQL_stmt_execsql":
        return fields["into"] === true
          ? this.#into(fields["target"], this.#columns(queryOf(fields["sqlstmt"]), state), state)
          : state;
      case "PLpgSQL_stmt_if":
        return this.#if(fields, state);
      case "PLpgSQL_stmt_case":
        return this.#case(fields, state);
      case "PLpgSQL_stmt_dynfors":
        this.#run(fields, "query", state);
        return this.#loop(fields, this.#into(fields["var"], [], state));
      case "PLpgSQL_stmt_fors":
        return this.#loop(
          fields,
          this.#into(fields["var"], this.#columns(queryOf(fields["query"]), state), state),
        );
      case "PLpgSQL_stmt_foreach_a": {
        const elements = union(this.#columns(`SELECT ${queryOf(fields["expr"])}`, state));
        return this.#loop(fields, this.#set(state, this.#nameAt(fields["varno"]), elements, true));
      }
      default:
        return fields["body"] === undefined ? state : this.#loop(fields, state);
    }
  }

  /** An exception may come after any statement of the block. */
  #block(fields: Node, state: State): State {
    const after = this.statements(fields["body"], state);
    const handlers = list(fieldsOf(fields["exceptions"], "PLpgSQL_exception_block")?.["exc_list"]).map(
      (item) => this.statements(fieldsOf(item, "PLpgSQL_exception")?.["action"], joined([state, after])),
    );
    return joined([after, ...handlers]);
  }

  #if(fields: Node, state: State): State {
    const branches = [
      { condition: queryOf(fields["cond"]), body: fields["then_body"] },
      ...list(fields["elsif_list"]).map((item) => {
        const elsif = fieldsOf(item, "PLpgSQL_if_elsif") ?? {};
        return { condition: queryOf(elsif["cond"]), body: elsif["stmts"] };
      }),
    ];
    const open: State[] = [];
    let rest = state;
    for (const { condition, body } of branches) {
      const tree = this.#expression(condition);
      const after = this.statements(body, this.#without(rest, heldBy(tree, true)));
      if (!ends(body)) open.push(after);
      rest = this.#without(rest, heldBy(tree, false));
    }
    const otherwise = this.statements(fields["else_body"], rest);
    if (!ends(fields["else_body"])) open.push(otherwise);
    return joined(open);
  }

  #case(fields: Node, state: State): State {
    const subject = queryOf(fields["t_expr"]);
    const held = subject === "" ? [] : heldBy(this.#expression(`(${subject}) = ''`), true);
    const branches = list(fields["case_when_list"]).map((item) => {
      const when = fieldsOf(item, "PLpgSQL_case_when") ?? {};
      const by = subject === "" ? heldBy(this.#expression(queryOf(when["expr"])), true) : held;
      return { body: when["stmts"], after: this.statements(when["stmts"], this.#without(state, by)) };
    });
    const otherwise = { body: fields["else_stmts"], after: this.statements(fields["else_stmts"], state) };
    return joined([...branches, otherwise].filter(({ body }) => !ends(body)).map(({ after }) => after));
  }

  #loop(fields: Node, state: State): State {
    let now = state;
    for (let round = 0; round < ROUNDS; round++) now = joined([now, this.statements(fields["body"], now)]);
    return now;
  }

  #run(fields: Node, query: string, state: State): void {
    const line = Number(fields["lineno"] ?? 0);
    const names = union(this.#columns(`SELECT ${queryOf(fields[query])}`, state));
    this.texts.set(line, union([this.texts.get(line) ?? NOTHING, names]));
  }

  /** What a query puts into its variables: by place where it names as many, else all of it into each. */
  #into(target: unknown, columns: readonly ReadonlySet<string>[], state: State): State {
    const node = typed(target);
    if (node === undefined) return state;
    const names =
      node.type === "PLpgSQL_row"
        ? list(node.fields["fields"]).map((field) => (isNode(field) ? String(field["name"]) : ""))
        : [nameOf(node)];
    return names.reduce<State>(
      (now, name, at) =>
        this.#set(
          now,
          name,
          (names.length === columns.length ? columns[at] : union(columns)) ?? NOTHING,
          true,
        ),
      state,
    );
  }

  #set(state: State, name: string, held: ReadonlySet<string>, whole: boolean): State {
    const next = new Map(state);
    if (!this.#isHarmless(name)) next.set(name, whole ? held : union([state.get(name) ?? NOTHING, held]));
    return next;
  }

  #without(state: State, names: readonly string[]): State {
    if (names.length === 0) return state;
    const next = new Map(state);
    for (const name of names) next.delete(this.#aliases.get(name) ?? name);
    return next;
  }

  #columns(sql: string, state: State): ReadonlySet<string>[] {
    const tainted: Tainted = (name) => state.get(this.#aliases.get(name) ?? name) ?? NOTHING;
    return unquotedColumns(this.#parse(sql), tainted);
  }

  #expression(text: string): unknown {
    const [target] = list(fieldsOf(this.#parse(`SELECT ${text}`), "SelectStmt")?.["targetList"]);
    return fieldsOf(target, "ResTarget")?.["val"];
  }

  #nameAt(place: unknown): string {
    // The tree leaves out a zero. A field of a record stands for its record.
    const variable = this.#variables[Number(place ?? 0)];
    if (variable?.type === "PLpgSQL_recfield") return this.#nameAt(variable.fields["recparentno"]);
    return nameOf(variable);
  }

  #isHarmless(name: string): boolean {
    const same = this.#variables.filter((one) => nameOf(one) === name);
    return (
      same.length > 0 &&
      same.every((one) => {
        const type = fieldsOf(one?.fields["datatype"], "PLpgSQL_type")?.["typname"];
        return typeof type === "string" && isHarmlessType(type);
      })
    );
  }
}

function nameOf(variable: Typed | undefined): string {
  const name = variable?.fields["refname"];
  return typeof name === "string" ? name : "";
}

function queryOf(expression: unknown): string {
  const query = fieldsOf(expression, "PLpgSQL_expr")?.["query"];
  return typeof query === "string" ? query : "";
}

/** `target := value`, as PL/pgSQL keeps it. A target has no strings, so that the first sign is the assignment's. */
function assignment(query: string): { readonly target: string; readonly value: string } {
  const sign = /:=|=/.exec(query);
  return sign === null
    ? { target: "", value: query }
    : { target: query.slice(0, sign.index), value: query.slice(sign.index + sign[0].length) };
}

/** True where what follows these statements is not reached. */
function ends(body: unknown): boolean {
  const last = typed(list(body).at(-1));
  if (last === undefined) return false;
  return (
    ENDING.has(last.type) ||
    (last.type === "PLpgSQL_stmt_raise" && Number(last.fields["elog_level"] ?? ERROR) >= ERROR)
  );
}

function joined(states: readonly State[]): State {
  const [only] = states;
  if (states.length === 1 && only !== undefined) return only;
  const all = new Map<string, ReadonlySet<string>>();
  for (const state of states)
    for (const [name, held] of state) all.set(name, union([all.get(name) ?? NOTHING, held]));
  return all;
}
