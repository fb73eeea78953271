import { memoised } from "../../../postgres/memoised";
import { loadRoutineReader, type RoutineReader, type RoutineText } from "../../../postgres/routines/code";
import { quoteLiteral, quoteQualified } from "../../../postgres/sql/quote";
import { loadStatementParser, type StatementParser } from "../../../postgres/statements/parse";
import type { FactsByType } from "../../facts/facts";
import type { ObjectRef } from "../../facts/object-ref";
import { codeIn, createFunction } from "../migrations/functions";
import { MigrationState } from "../migrations/state";
import { typed } from "../migrations/tree";

/** A function as CREATE FUNCTION has it. */
export interface WrittenFunction {
  readonly schema: string;
  readonly name: string;
  /** What stands between its name and its code: arguments, type, language, SECURITY DEFINER. */
  readonly head: string;
  readonly body: string;
}

/** The statement that makes the function. */
export function createStatement({ schema, name, head, body }: WrittenFunction): string {
  return `CREATE FUNCTION ${quoteQualified(schema, name)}${head} AS ${quoteLiteral(body)}`;
}

/** The facts of a function, without origin and database; `undefined` where PostgreSQL's parser cannot read it. */
export type FunctionReader = (written: WrittenFunction) => FactsByType | undefined;

/**
 * Loads what reads functions by PostgreSQL's own parsers. Each is read once, though it is asked for with its resource and
 * with its stack. So is each head: most functions of a program share a few, and parsing costs more than all rules together.
 */
export async function loadFunctionReader(): Promise<FunctionReader> {
  const parse = await loadStatementParser();
  const readRoutine = await loadRoutineReader();
  const exampleOf = memoised((head) => declarationOf(parse, { ...EXAMPLE, head }));
  const known = new Map<string, FactsByType | undefined>();
  return (written) => {
    const sql = createStatement(written);
    if (!known.has(sql)) {
      const example = PLAIN_HEAD.test(written.head) ? exampleOf(written.head) : undefined;
      const declaration = example === undefined ? declarationOf(parse, written) : like(example, written, sql);
      known.set(sql, declaration && withCode(declaration, readRoutine));
    }
    return known.get(sql);
  };
}

interface Declaration {
  readonly facts: FactsByType;
  readonly text: RoutineText;
}

/** What the statement declares; its code is not looked into. */
function declarationOf(parse: StatementParser, written: WrittenFunction): Declaration | undefined {
  const { statements, problems } = parse(createStatement(written));
  const [statement, ...more] = statements;
  if (statement === undefined || more.length > 0 || problems.length > 0) return undefined;
  const node = typed(statement.node);
  if (node?.type !== "CreateFunctionStmt") return undefined;
  let code: RoutineText | undefined;
  const state = new MigrationState((text) => {
    code = text;
    return undefined;
  });
  createFunction(state, node.fields, { file: "", line: 0, column: 0 }, statement);
  return code && { facts: state.facts().facts, text: code };
}

const EXAMPLE = { schema: "schema", name: "name", body: "" };

/**
 * Words, names in quotes, and marks that neither begin nor end a text or a comment. Behind such a head any text is the
 * body and nothing else, so that one statement with it is parsed as every other.
 */
const PLAIN_HEAD = /^(?:[\w\s(),.[\]]|"[^"]*")*$/;

/** The declaration of another function with the same head. */
function like(
  { facts, text }: Declaration,
  { schema, name, body }: WrittenFunction,
  sql: string,
): Declaration {
  const here = <T extends { readonly object: ObjectRef }>(fact: T): T => ({
    ...fact,
    object: { ...fact.object, schema, name },
  });
  return {
    facts: { function: (facts.function ?? []).map(here), grant: (facts.grant ?? []).map(here) },
    text: { language: text.language, definition: sql, body },
  };
}

function withCode({ facts, text }: Declaration, readRoutine: RoutineReader): FactsByType {
  const code = codeIn(readRoutine(text));
  const found = code === undefined ? {} : { code };
  return {
    function: (facts.function ?? []).map((fact) => ({ ...fact, ...found })),
    grant: facts.grant ?? [],
  };
}
