import { namesOf, walk } from "../expression/tree";
import type { Node } from "../expression/types";
import { loadStatementParser } from "../statements/parse";
import { loadBodyParser } from "./body";
import type { RoutineText } from "./code";
import { loadRoutineParser } from "./parse";

/** A name as code calls it; a schema of NULL is any schema. */
export type CalledName = readonly [schema: string | null, name: string];

/** What the code of a routine asks beside its arguments. */
export interface RoutineCalls {
  readonly calls: readonly CalledName[];
  /** True where it reads a setting or asks for the user by itself. */
  readonly readsSetting: boolean;
}

/**
 * Loads what tells which functions a routine calls, by PostgreSQL's own parsers of SQL and PL/pgSQL: its statements and
 * expressions, and the texts of EXECUTE that are constants. Code in other languages, which none of them reads, and code that
 * they refuse is looked through as a text: there a name in a comment counts like a call.
 */
export async function loadCallReader(): Promise<(text: RoutineText) => RoutineCalls> {
  const parse = await loadStatementParser();
  const parseBody = await loadBodyParser();
  const { statements } = await loadRoutineParser();
  return ({ language, definition, body }) => {
    const [created] = language === "sql" || language === "plpgsql" ? parse(definition).statements : [];
    if (created === undefined) return callsInText(body);
    const read = parseBody(created, body, language === "sql" ? "sql" : "plpgsql");
    return read.problem === undefined
      ? callsIn(read.statements.flatMap(({ sql }) => readable(statements, sql)))
      : callsInText(body);
  };
}

/** A text that EXECUTE is given need not be SQL. */
function readable(statements: (sql: string) => readonly Node[], sql: string | undefined): readonly Node[] {
  try {
    return sql === undefined ? [] : statements(sql);
  } catch {
    return [];
  }
}

function callsIn(statements: readonly Node[]): RoutineCalls {
  const calls: CalledName[] = [];
  let asks = false;
  walk(statements, ({ type, fields }) => {
    if (type === "VariableShowStmt") asks = true;
    if (type === "SQLValueFunction" && /USER|ROLE/.test(String(fields["op"]))) asks = true;
    if (type === "FuncCall") {
      const name = namesOf(fields["funcname"]);
      calls.push([name.at(-2) ?? null, name.at(-1) ?? ""]);
    }
    return true;
  });
  return { calls, readsSetting: asks || calls.some(isReading) };
}

function isReading([schema, name]: CalledName): boolean {
  return name === "current_setting" && (schema === null || schema === "pg_catalog");
}

/** Words of a text that read a setting or ask for the user. */
const READS_SETTING = /\b(current_setting|current_user|current_role|session_user|show)\b/i;

/** `name(` or `schema.name(` in a text, quoted or not. Keywords among them mean no function, and find none. */
const CALL = /(?:("(?:[^"]|"")+"|[a-z_][\w$]*)\s*\.\s*)?("(?:[^"]|"")+"|[a-z_][\w$]*)\s*\(/gi;

function callsInText(body: string): RoutineCalls {
  return {
    calls: [...body.matchAll(CALL)].map(([, schema, name]) => [
      schema === undefined ? null : identifier(schema),
      identifier(name ?? ""),
    ]),
    readsSetting: READS_SETTING.test(body),
  };
}

function identifier(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}
