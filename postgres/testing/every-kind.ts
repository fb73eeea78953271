import { randomBytes } from "node:crypto";
import type { Session } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";

/**
 * Test fixture: one object of every kind that has an owner, in schema `app` or in none, all owned by a new role; the
 * database and the tablespace become its own too.
 */
export async function createEveryKind(
  session: Session,
  database: string,
  tablespace: string,
): Promise<{ owner: string; largeObject: string }> {
  const owner = `owner_${randomBytes(6).toString("hex")}`;
  await session.query(`CREATE ROLE ${owner} SUPERUSER`);
  await session.query(`SET ROLE ${owner}`);
  for (const statement of EVERY_KIND) await session.query(statement);
  const [large] = await session.rows("SELECT lo_create(0)::text");
  await session.query("RESET ROLE");
  await session.query(`ALTER DATABASE ${quoteIdentifier(database)} OWNER TO ${owner}`);
  await session.query(`ALTER TABLESPACE ${tablespace} OWNER TO ${owner}`);
  await session.query(`ALTER ROLE ${owner} NOSUPERUSER`);
  return { owner, largeObject: String(large?.[0]) };
}

const EVERY_KIND = [
  "CREATE SCHEMA app",
  "CREATE TABLE app.plain (id int, name text)",
  "CREATE TABLE app.parted (id int, day date) PARTITION BY RANGE (day)",
  "CREATE TABLE app.part PARTITION OF app.parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  "CREATE FOREIGN DATA WRAPPER wrapper",
  "CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper",
  "CREATE FOREIGN TABLE app.far (id int) SERVER elsewhere",
  "CREATE VIEW app.seen AS SELECT * FROM app.plain",
  "CREATE MATERIALIZED VIEW app.kept AS SELECT * FROM app.plain",
  "CREATE SEQUENCE app.numbers",
  "CREATE FUNCTION app.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE FUNCTION app.f(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE PROCEDURE app.p() LANGUAGE sql AS 'SELECT 1'",
  "CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int)",
  `CREATE AGGREGATE app.ordered (float8 ORDER BY anyelement)
     (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA)`,
  "CREATE TYPE app.mood AS ENUM ('good', 'bad')",
  "CREATE TYPE app.pair AS (a int, b int)",
  "CREATE TYPE app.span AS RANGE (subtype = int4)",
  "CREATE DOMAIN app.amount AS numeric",
  "CREATE TRUSTED LANGUAGE odd HANDLER plpgsql_call_handler",
  "CREATE LANGUAGE untrusted HANDLER plpgsql_call_handler",
];
