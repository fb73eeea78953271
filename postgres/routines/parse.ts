import type { Node } from "../expression/types";
import { type Library, loadLibrary } from "../statements/library";
import type { ParseStatement } from "./types";

/** What reads routines. */
export interface RoutineParser {
  /** The tree of a `CREATE FUNCTION` or `CREATE PROCEDURE` in PL/pgSQL; throws what PL/pgSQL's parser says. */
  readonly plpgsql: (definition: string) => Node;
  /** The tree of one statement; `undefined` for what the parser of version 18 cannot read. */
  readonly statement: ParseStatement;
  /** The trees of all statements of a body in SQL. */
  readonly statements: (sql: string) => readonly Node[];
}

/** Loads PostgreSQL's own parsers of SQL and PL/pgSQL (version 18, as WASM). */
export async function loadRoutineParser(): Promise<RoutineParser> {
  const library = await loadLibrary();
  const statements = (sql: string) =>
    (library.parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt as Node]));
  return {
    plpgsql: (definition) => plpgsql(library, definition),
    statement: (sql) => {
      try {
        return statements(sql)[0];
      } catch {
        return undefined;
      }
    },
    statements,
  };
}

/** How many variables of a row type a routine may have before it is given up. */
const MAX_ROWS = 50;

/**
 * The parser has no catalog: it takes a variable of a row type for a scalar, until its field is assigned to. It is told then,
 * by a declaration of that variable as a record.
 */
function plpgsql(library: Library, definition: string): Node {
  let text = definition;
  for (let rows = 0; ; rows++)
    try {
      return library.parsePlPgSQLSync(text) as unknown as Node;
    } catch (error) {
      const name = /^"([^".]+)\.[^"]+" is not a known variable$/.exec(messageOf(error))?.[1];
      const next = name === undefined || rows === MAX_ROWS ? undefined : asRecord(text, name);
      if (next === undefined) throw error;
      text = next;
    }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The text with the type of this variable, in its first declaration, replaced by `record`. Row types have no parentheses. */
function asRecord(text: string, name: string): string | undefined {
  const written = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const declaration = new RegExp(
    String.raw`(?<![\w.$"])((?:"${written}"|${written})\s+)(?!record\b)[\w."%$]+(?=\s*(?:;|:=|=|,|\)|default\b|not\s+null\b))`,
    "i",
  );
  return declaration.test(text) ? text.replace(declaration, "$1record") : undefined;
}
