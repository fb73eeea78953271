import type { Session } from "../../postgres/connect/session";
import { quoteIdentifier } from "../../postgres/sql/quote";
import type { Kea } from "./kea";

/** What was tried → `ok` or the SQLSTATE that the server answered. */
export type Outcomes = ReadonlyMap<string, string>;

/** SQLSTATE insufficient_privilege. */
export const REFUSED = "42501";

/** One thing to try. */
export interface Attempt {
  readonly name: string;
  readonly sql: string;
}

/**
 * Tries everything that an application can do with a database, and undoes it: every statement that the program itself
 * prepares, executed with nulls; reading and writing every table; every sequence; every function that can be called.
 * What counts is that the answers stay the same: an insert of nulls that a constraint refuses was allowed to try.
 */
export async function probe(session: Session, kea: Kea): Promise<Outcomes> {
  const attempts = [
    ...(await programs(session, kea)),
    ...(await tables(session)),
    ...(await sequences(session)),
    ...(await functions(session)),
  ];
  return tryAll(session, attempts);
}

/** Runs each statement in a transaction of its own that is rolled back. */
export async function tryAll(session: Session, attempts: readonly Attempt[]): Promise<Outcomes> {
  const outcomes = new Map<string, string>();
  for (const { name, sql } of attempts) {
    await session.query("BEGIN");
    outcomes.set(name, await outcome(session, sql));
    await session.query("ROLLBACK");
  }
  return outcomes;
}

async function outcome(session: Session, sql: string): Promise<string> {
  try {
    await session.query(sql);
    return "ok";
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code !== "string" || code.length !== 5) throw error;
    return code;
  }
}

/** A prepared statement outlives a rollback, so the one before is dropped first. What the server's grammar or types refuse is no matter of access. */
async function programs(session: Session, kea: Kea): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const [index, statement] of kea.statements.entries()) {
    const name = `statement ${index + 1}: ${statement.trim()}`;
    if ((await outcome(session, `DEALLOCATE ALL; PREPARE probe AS ${statement}`)) !== "ok") continue;
    const [row] = await session.query<{ count: number }>(
      "SELECT cardinality(parameter_types) AS count FROM pg_prepared_statements WHERE name = 'probe'",
    );
    const nulls = Array.from({ length: row?.count ?? 0 }, () => "NULL").join(", ");
    attempts.push({
      name,
      sql: `DEALLOCATE ALL; PREPARE probe AS ${statement}; EXECUTE probe${nulls === "" ? "" : `(${nulls})`}`,
    });
  }
  return attempts;
}

async function tables(session: Session): Promise<Attempt[]> {
  const rows = await session.query<{ name: string; column: string; view: boolean }>(
    `SELECT relname AS name, attname AS column, relkind = 'v' AS view
       FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = 1
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') ORDER BY 1`,
  );
  return rows.flatMap(({ name, column, view }) => {
    const table = quoteIdentifier(name);
    const field = quoteIdentifier(column);
    const read = { name: `SELECT on ${name}`, sql: `SELECT * FROM ${table} LIMIT 1` };
    if (view) return [read];
    return [
      read,
      { name: `INSERT on ${name}`, sql: `INSERT INTO ${table} DEFAULT VALUES` },
      { name: `UPDATE on ${name}`, sql: `UPDATE ${table} SET ${field} = ${field}` },
      { name: `DELETE on ${name}`, sql: `DELETE FROM ${table}` },
    ];
  });
}

async function sequences(session: Session): Promise<Attempt[]> {
  const rows = await session.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY 1",
  );
  return rows.map(({ name }) => ({
    name: `nextval of ${name}`,
    sql: `SELECT nextval('${quoteIdentifier(name)}')`,
  }));
}

/** Trigger functions cannot be called; that the tables' triggers run is seen where rows are written. */
async function functions(session: Session): Promise<Attempt[]> {
  const rows = await session.query<{ signature: string; call: string }>(
    `SELECT oid::regprocedure::text AS signature,
            format('%I(%s)', proname, array_to_string(ARRAY(
              SELECT 'NULL::' || format_type(type, NULL) FROM unnest(proargtypes) AS type), ', ')) AS call
       FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND prorettype <> 'trigger'::regtype
      ORDER BY 1`,
  );
  return rows.map(({ signature, call }) => ({ name: `call of ${signature}`, sql: `SELECT ${call}` }));
}
