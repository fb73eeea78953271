import { fieldsOf, list } from "../expression/tree";
import type { Node } from "../expression/types";

/** A part of a body with what it runs and evaluates, each by the name of the field that holds it. */
export interface BodyForm {
  /** The word that it begins with in the text; `undefined` for a statement that begins as its text does. */
  readonly word?: string | ((fields: Node) => readonly string[]);
  /** A statement. */
  readonly runs?: string;
  /** An expression whose value is run. */
  readonly executes?: string;
  /** Expressions that give a value. */
  readonly values?: readonly string[];
}

/** The parts of PL/pgSQL that run or evaluate something, by their types in PostgreSQL's tree (src/pl/plpgsql/src/plpgsql.h). */
export const FORMS: Readonly<Record<string, BodyForm>> = {
  PLpgSQL_stmt_execsql: { runs: "sqlstmt" },
  PLpgSQL_stmt_call: { runs: "expr" },
  PLpgSQL_stmt_perform: { word: "PERFORM", runs: "expr" },
  PLpgSQL_stmt_assign: { values: ["expr"] },
  PLpgSQL_stmt_if: { word: "IF", values: ["cond"] },
  PLpgSQL_if_elsif: { word: () => ["ELSIF", "ELSEIF"], values: ["cond"] },
  PLpgSQL_stmt_case: { word: "CASE", values: ["t_expr"] },
  PLpgSQL_case_when: { word: "WHEN", values: ["expr"] },
  PLpgSQL_stmt_while: { word: "WHILE", values: ["cond"] },
  PLpgSQL_stmt_exit: {
    word: (fields) => [fields["is_exit"] === true ? "EXIT" : "CONTINUE"],
    values: ["cond"],
  },
  PLpgSQL_stmt_fori: { word: "FOR", values: ["lower", "upper", "step"] },
  PLpgSQL_stmt_fors: { word: "FOR", runs: "query" },
  PLpgSQL_stmt_dynfors: { word: "FOR", executes: "query", values: ["params"] },
  PLpgSQL_stmt_forc: { word: "FOR", runs: "query", values: ["argquery"] },
  PLpgSQL_stmt_foreach_a: { word: "FOREACH", values: ["expr"] },
  PLpgSQL_stmt_return: { word: "RETURN", values: ["expr"] },
  PLpgSQL_stmt_return_next: { word: "RETURN", values: ["expr"] },
  PLpgSQL_stmt_return_query: { word: "RETURN", runs: "query", executes: "dynquery", values: ["params"] },
  PLpgSQL_stmt_dynexecute: { word: "EXECUTE", executes: "query", values: ["params"] },
  PLpgSQL_stmt_open: {
    word: "OPEN",
    runs: "query",
    executes: "dynquery",
    values: ["argquery", "params"],
  },
  PLpgSQL_stmt_fetch: {
    word: (fields) => [fields["is_move"] === true ? "MOVE" : "FETCH"],
    values: ["expr"],
  },
  PLpgSQL_stmt_raise: { word: "RAISE", values: ["params", "options"] },
  PLpgSQL_stmt_assert: { word: "ASSERT", values: ["cond", "message"] },
  // A variable is given its value where it is declared.
  PLpgSQL_var: { word: variableName, values: ["default_val"] },
};

function variableName(fields: Node): readonly string[] {
  const name = String(fields["refname"]);
  return [name, `"${name}"`];
}

/** The text of a field's expression or query. */
export function queryOf(value: unknown): string | undefined {
  const query = fieldsOf(value, "PLpgSQL_expr")?.["query"];
  return typeof query === "string" ? query : undefined;
}

/** The expressions of a field: one, several, or the options of RAISE. */
export function expressionsOf(value: unknown): readonly Node[] {
  const items = Array.isArray(value) ? list(value) : [value];
  return items.flatMap((item) => {
    const option = fieldsOf(item, "PLpgSQL_raise_option");
    const expression = fieldsOf(option === undefined ? item : option["expr"], "PLpgSQL_expr");
    return expression === undefined ? [] : [expression];
  });
}
