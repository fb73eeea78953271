import type { Session } from "../connect/session";
import { type CalledName, loadCallReader } from "../routines/calls";
import { functionsIn, relationsIn } from "./analyse";
import { nameKey } from "./scope";
import { type CallingFunction, settingReaders } from "./setting-readers";
import type { FunctionFact, ParsedExpression, ServerFacts } from "./types";

/** How far calls are followed from a function's body into the functions that it calls. */
const MAX_ROUNDS = 5;

/**
 * Asks the catalog what the functions in these expressions are, and what columns their relations have. Names without a
 * schema are looked for in `pg_catalog`, as the pinned search_path does. Reads only, and needs no right on anything.
 *
 * Whether a function reads a setting is told from its code and from that of the functions it calls by name, some calls
 * deep. What it builds from text at run time (EXECUTE), and what a function in C does, stays unseen.
 */
export async function readServerFacts(
  session: Session,
  expressions: readonly ParsedExpression[],
): Promise<ServerFacts> {
  const names = new Map(expressions.flatMap(functionsIn).map(({ key, name }) => [key, name]));
  const relations = new Map(expressions.flatMap(relationsIn).map((name) => [nameKey(name), name]));
  const wanted = [...names.values()].map(inPinnedPath);
  const found = await readFunctions(session, wanted);
  const readers = await readersBelow(session, found);
  const functions = new Map<string, FunctionFact[]>();
  for (const [key, name] of names) {
    const [schema, own] = inPinnedPath(name);
    functions.set(
      key,
      found
        .filter((row) => row.schema === schema && row.name === own)
        .map((row) => ({ ...factOf(row), readsSetting: readers.has(row.oid) })),
    );
  }
  const version = await session.rows("SELECT pg_catalog.current_setting('server_version_num')::int");
  return {
    version: version[0]?.[0] as number,
    functions,
    relations: await readColumns(session, relations),
  };
}

function inPinnedPath(parts: readonly string[]): CalledName {
  return [parts.at(-2) ?? "pg_catalog", parts.at(-1) ?? ""];
}

interface FunctionRow {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly args: string;
  readonly volatility: string;
  readonly securityDefiner: boolean;
  readonly language: string;
  readonly kind: string;
  readonly returnsSet: boolean;
  readonly least: number;
  readonly most: number;
  readonly variadic: boolean;
  /** Of code that is written down: CREATE FUNCTION. */
  readonly definition: string | null;
  /** `null` for an SQL-standard body, which is part of the definition. */
  readonly body: string | null;
}

/** Functions by name; a schema of NULL is any schema. */
async function readFunctions(session: Session, names: readonly CalledName[]): Promise<FunctionRow[]> {
  if (names.length === 0) return [];
  return session.query<FunctionRow>(
    `SELECT DISTINCT p.oid AS oid, n.nspname AS schema, p.proname AS name,
            pg_catalog.pg_get_function_identity_arguments(p.oid) AS args, p.provolatile::text AS volatility,
            p.prosecdef AS "securityDefiner", l.lanname AS language, p.prokind::text AS kind,
            p.proretset AS "returnsSet", p.pronargs - p.pronargdefaults AS least, p.pronargs::int AS most,
            p.provariadic <> 0 AS variadic, CASE WHEN p.prosqlbody IS NULL THEN p.prosrc END AS body,
            CASE WHEN l.lanname NOT IN ('internal', 'c') THEN pg_catalog.pg_get_functiondef(p.oid) END AS definition
       FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS w (schema, name)
       JOIN pg_catalog.pg_proc p ON p.proname = w.name
       JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND n.nspname = coalesce(w.schema, n.nspname)
       JOIN pg_catalog.pg_language l ON l.oid = p.prolang
      ORDER BY schema, name, args`,
    [names.map(([schema]) => schema), names.map(([, name]) => name)],
  );
}

const VOLATILITY = { i: "immutable", s: "stable", v: "volatile" } as const;
const KIND = { f: "function", a: "aggregate", w: "window", p: "procedure" } as const;

function factOf(row: FunctionRow): Omit<FunctionFact, "readsSetting"> {
  const { schema, name, args, securityDefiner, language, returnsSet, least, most, variadic } = row;
  return {
    schema,
    name,
    args,
    volatility: VOLATILITY[row.volatility as keyof typeof VOLATILITY],
    securityDefiner,
    language,
    kind: KIND[row.kind as keyof typeof KIND],
    returnsSet,
    arguments: { least: variadic ? Math.min(least, most - 1) : least, most: variadic ? Infinity : most },
  };
}

/** The OIDs of those functions that read a setting, themselves or by a function that they call. */
async function readersBelow(session: Session, roots: readonly FunctionRow[]): Promise<Set<number>> {
  const read = await loadCallReader();
  const known = new Map<number, CallingFunction & { readonly oid: number }>();
  const asked = new Set<string>();
  let rows = roots;
  for (let round = 0; ; round++) {
    const fresh = rows.flatMap(({ oid, schema, name, language, definition, body }) =>
      definition === null || known.has(oid)
        ? []
        : [{ oid, schema, name, ...read({ language, definition, body: body ?? definition }) }],
    );
    for (const one of fresh) known.set(one.oid, one);
    const names = fresh.flatMap(({ calls }) => calls).filter((name) => !asked.has(JSON.stringify(name)));
    if (names.length === 0 || round === MAX_ROUNDS) break;
    for (const name of names) asked.add(JSON.stringify(name));
    rows = await readFunctions(session, names);
  }
  return new Set([...settingReaders([...known.values()])].map(({ oid }) => oid));
}

async function readColumns(
  session: Session,
  relations: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, ReadonlySet<string>>> {
  const columns = new Map<string, ReadonlySet<string>>();
  if (relations.size === 0) return columns;
  const wanted = [...relations].map(([key, parts]) => [key, ...inPinnedPath(parts)] as const);
  const rows = await session.rows(
    `SELECT n.nspname, c.relname, a.attname
       FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS w (schema, name)
       JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
       JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped`,
    [wanted.map(([, schema]) => schema), wanted.map(([, , name]) => name)],
  );
  for (const [key, schema, name] of wanted) {
    const own = rows.filter((row) => row[0] === schema && row[1] === name).map((row) => row[2] as string);
    if (own.length > 0) columns.set(key, new Set(own));
  }
  return columns;
}
