import { fieldsOf, list, walk } from "../expression/tree";
import type { Node } from "../expression/types";
import { memoised } from "../memoised";
import { runTexts } from "./flow";
import { loadRoutineParser, type RoutineParser } from "./parse";
import { connectionOf, reachOf } from "./reaches";
import type { RoutineCode, RoutineReading } from "./types";

/** A routine as it is written. */
export interface RoutineText {
  readonly language: string;
  /** Of PL/pgSQL: the whole CREATE FUNCTION or CREATE PROCEDURE. */
  readonly definition: string;
  /** Of SQL: its statements. */
  readonly body: string;
}

/** Tells what a routine's code does; `undefined` for a language that it does not know. */
export type RoutineReader = (text: RoutineText) => RoutineReading | undefined;

/**
 * Loads what reads the code of routines in SQL and PL/pgSQL by PostgreSQL's own parsers. Never throws for what a user can write.
 */
export async function loadRoutineReader(): Promise<RoutineReader> {
  const parser = await loadRoutineParser();
  return ({ language, definition, body }) => {
    try {
      if (language === "plpgsql") return { code: plpgsqlCode(parser, definition) };
      if (language === "sql") return { code: { texts: [], ...surroundings(parser.statements(body), []) } };
      return undefined;
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  };
}

function plpgsqlCode(parser: RoutineParser, definition: string): RoutineCode {
  const [first] = list(parser.plpgsql(definition)["plpgsql_funcs"]);
  const routine = fieldsOf(first, "PLpgSQL_function") ?? {};
  // Texts that make a text to run are asked for twice and more.
  const statement = memoised(parser.statement);
  const texts = runTexts(routine, statement);
  const statements: Node[] = [];
  walk(routine, ({ type, fields }) => {
    if (type !== "PLpgSQL_expr") return true;
    const sql = String(fields["query"] ?? "");
    // The modes of raw_parser: 0 is a statement, 2 an expression, and from 3 on an assignment.
    const mode = Number(fields["parseMode"] ?? 0);
    const parsed = statement(mode === 0 ? sql : `SELECT ${mode > 2 ? sql.replace(/^[^=]*=/, "") : sql}`);
    if (parsed !== undefined) statements.push(parsed);
    return false;
  });
  return { texts, ...surroundings(statements, texts.length > 0 ? ["EXECUTE"] : []) };
}

/** What statements read and where they reach. */
function surroundings(
  statements: readonly Node[],
  known: readonly string[],
): Pick<RoutineCode, "reaches" | "reads"> {
  const reaches = new Set(known);
  const reads = new Map<string, readonly string[]>();
  const queries = new Set<string>();
  walk(statements, ({ type, fields }) => {
    if (type === "CommonTableExpr") queries.add(String(fields["ctename"]));
    if (type === "RangeVar") {
      const name = [fields["schemaname"], fields["relname"]].filter((part) => typeof part === "string");
      reads.set(JSON.stringify(name), name);
    }
    const reached = reachOf({ type, fields }) ?? connectionOf({ type, fields });
    if (reached !== undefined) reaches.add(reached);
    return true;
  });
  return {
    reaches: [...reaches].sort(),
    reads: [...reads.values()].filter((name) => name.length > 1 || !queries.has(name[0] ?? "")),
  };
}
