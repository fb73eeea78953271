import { dirname, join } from "node:path";
import { connect, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { startTestServer, type TestServer } from "../../test/servers";

/** The tables' owner and the two grantees. */
export const ROLES = { owner: "bench_owner", app: "bench_app", readonly: "bench_readonly" } as const;

/** The tables' schemas; every fourth table is in the second. */
export const SCHEMAS = ["app", "billing"] as const;

/** What the two grantees may do with tables. */
export const TABLE_PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  [ROLES.app]: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  [ROLES.readonly]: ["SELECT"],
};

/** Partitions of each partitioned table. A tenth of all tables belongs to the partitioned part. */
const PARTITIONS = 24;

/** Tables made in one transaction: each takes locks, and a server has room for a few thousand. */
const BATCH = 900;

/** One server with a database of bare tables, from which others are copied. */
export interface Fixture {
  readonly server: TestServer;
  /** How many tables, partitioned ones and partitions included. */
  readonly tables: number;
  /** The authority's certificate, for programs that want a file. */
  readonly caFile: string;
  settings(database: string): ConnectionSettings;
  /** Makes a database anew as a copy of another, and opens it once so that nobody pays for its first connection. */
  copy(from: string, to: string): Promise<void>;
}

/** The database with the tables and without any grant. */
export const BARE = "bench_bare";

/** Starts a PostgreSQL 17 and makes `tables` tables. A thousand of them are 900 plain ones, and four partitioned with 24 partitions each. */
export async function makeFixture(tables: number): Promise<Fixture> {
  const server = await startTestServer(17, {
    log_statement: "none",
    // PostgreSQL's own default; the tests' servers take less.
    shared_buffers: "128MB",
    // So that no worker of the server runs while something is measured.
    autovacuum: false,
  });
  try {
    const settings = (database: string): ConnectionSettings => ({
      ...server.settings,
      database,
      statementTimeout: 0,
    });
    await withSession(server.settings, async (session) => {
      for (const role of Object.values(ROLES)) await session.query(`CREATE ROLE ${role} LOGIN`);
      await session.query(`CREATE DATABASE ${BARE}`);
    });
    await makeTables(settings(BARE), tables);
    return {
      server,
      tables,
      caFile: server.caFile,
      settings,
      copy: async (from, to) => {
        await withSession(settings("postgres"), async (session) => {
          await session.query(`DROP DATABASE IF EXISTS ${to} WITH (FORCE)`);
          await session.query(`CREATE DATABASE ${to} TEMPLATE ${from}`);
        });
        await withSession(settings(to), (session) =>
          session.query("SELECT count(*) FROM pg_class, pg_namespace"),
        );
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function makeTables(settings: ConnectionSettings, tables: number): Promise<void> {
  const columns = "(tenant_id uuid NOT NULL, id bigint NOT NULL, note text, PRIMARY KEY (tenant_id, id))";
  const schema = (index: number) => (index % 4 === 0 ? SCHEMAS[1] : SCHEMAS[0]);
  const partitioned = Math.floor(tables / 10 / (PARTITIONS + 1));
  const sql: string[] = [];
  for (let i = 1; i <= partitioned; i++) {
    const parent = `${schema(i)}.partitioned_${i}`;
    sql.push(`CREATE TABLE ${parent} ${columns} PARTITION BY HASH (id)`);
    for (let p = 0; p < PARTITIONS; p++)
      sql.push(
        `CREATE TABLE ${parent}_${p} PARTITION OF ${parent} FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${p})`,
      );
  }
  for (let i = 1; sql.length < tables; i++) sql.push(`CREATE TABLE ${schema(i)}.table_${i} ${columns}`);
  const session = await connect(settings);
  try {
    for (const name of SCHEMAS) await session.query(`CREATE SCHEMA ${name} AUTHORIZATION ${ROLES.owner}`);
    await session.query(`SET ROLE ${ROLES.owner}`);
    for (let i = 0; i < sql.length; i += BATCH) await session.query(sql.slice(i, i + BATCH).join(";"));
    await session.query("RESET ROLE");
    await session.query("VACUUM ANALYZE");
  } finally {
    await session.end();
  }
}

/** Access as a user would declare it: read and write for one role, read for the other, on what is there and what will come. */
export function declareAccess(database: string): unknown {
  const roles = Object.fromEntries(
    Object.entries(TABLE_PRIVILEGES).map(([role, tables]) => [role, { schema: ["USAGE"], tables }]),
  );
  return {
    database,
    owner: ROLES.owner,
    schemas: Object.fromEntries(SCHEMAS.map((schema) => [schema, { roles }])),
  };
}

/** Row security on every table, partitions included. */
export function declareRowSecurity(database: string): unknown {
  return {
    database,
    schemas: [...SCHEMAS],
    owner: ROLES.owner,
    tenantRoles: [ROLES.app, ROLES.readonly],
  };
}

/** The folder for the peers and what they leave, ignored by git. */
export const CACHE = join(dirname(__dirname), "..", ".palisade", "bench");
