import { randomBytes } from "node:crypto";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { type Session, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { readTenancyFacts } from "../../postgres/plan/tenancy/read-tenancy";
import { startTestServer, type TestServer } from "../../test/servers";

/** How many tenants share the rows, in turn. */
export const TENANTS = 1000;

/** Rows of one bulk insert. */
export const BULK = 1000;

/** Who asks: nobody's policies bind `bypass`, the default one binds `app`, and one of the form `signed` binds `signed`. */
export const ROLES = {
  owner: "bench_owner",
  app: "bench_app",
  signed: "bench_signed",
  bypass: "bench_bypass",
} as const;

/** What holds the token of the form `signed`; the default policy's setting is `app.tenant_id`. */
export const TOKEN_SETTING = "app.token";

const CALLERS = [ROLES.app, ROLES.signed, ROLES.bypass].join(", ");

const TABLES = ["orders", "imports", "items"] as const;

/** Rows that are made in one statement. */
const BATCH = 250_000;

/** The tenant with this number, 1 to {@link TENANTS}. */
export function tenantOf(number: number): string {
  const hex = number.toString(16).padStart(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A server with a database of two tables of `rows` rows each, protected by the default policy. */
export interface TenantFixture {
  readonly server: TestServer;
  readonly settings: ConnectionSettings;
  readonly rows: number;
  /** Signs the tokens of the form `signed`. */
  readonly signing: SigningPair;
}

/** A key and its id. */
export interface SigningPair {
  readonly keyId: string;
  readonly key: string;
}

/** Starts a PostgreSQL 18 whose memory holds everything, makes the rows and lets our own plan protect the tables. */
export async function makeTenantFixture(rows: number, say: (line: string) => void): Promise<TenantFixture> {
  const server = await startTestServer(18, {
    log_statement: "none",
    shared_buffers: "4GB",
    max_wal_size: "8GB",
    // So that nobody works beside what is measured.
    autovacuum: false,
  });
  try {
    const settings = { ...server.settings, database: "bench_tenants", statementTimeout: 0 };
    await withSession({ ...server.settings, statementTimeout: 0 }, async (session) => {
      for (const role of Object.values(ROLES)) await session.query(`CREATE ROLE ${role} LOGIN`);
      await session.query(`ALTER ROLE ${ROLES.bypass} BYPASSRLS`);
      await session.query(`CREATE DATABASE bench_tenants OWNER ${ROLES.owner}`);
    });
    await withSession(settings, (session) => fill(session, rows, say));
    const signing = { keyId: "bench", key: randomBytes(32).toString("base64") };
    await protect(settings, {
      tenantRoles: [ROLES.signed],
      form: "signed",
      setting: TOKEN_SETTING,
      signingKeys: { [signing.keyId]: signing.key },
    });
    // Both forms on the same rows: a role meets only the policy that names it.
    await withSession(settings, async (session) => {
      for (const name of TABLES)
        await session.query(`ALTER POLICY palisade_tenant ON app.${name} RENAME TO tenant_by_token`);
    });
    await protect(settings, { tenantRoles: [ROLES.app], mode: "adopt" });
    return { server, settings, rows, signing };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function fill(session: Session, rows: number, say: (line: string) => void): Promise<void> {
  await session.query(`SET ROLE ${ROLES.owner}`);
  await session.query("CREATE SCHEMA app");
  for (const name of ["orders", "imports"])
    await session.query(
      `CREATE TABLE app.${name} (tenant_id uuid NOT NULL, id bigint NOT NULL, created_at timestamptz NOT NULL,
         total numeric(12, 2) NOT NULL, note text NOT NULL)`,
    );
  await session.query(
    "CREATE TABLE app.items (tenant_id uuid NOT NULL, id bigint NOT NULL, order_id bigint NOT NULL, quantity int NOT NULL)",
  );
  const tenant = `lpad(to_hex(1 + (n - 1) % ${TENANTS}), 32, '0')::uuid`;
  for (let from = 1; from <= rows; from += BATCH) {
    say(`  row ${from} of ${rows}`);
    const series = `generate_series(${from}::bigint, ${Math.min(from + BATCH - 1, rows)}) AS n`;
    await session.query(
      `INSERT INTO app.orders SELECT ${tenant}, n, '2026-01-01'::timestamptz + n * interval '1 second', n % 997,
         md5(n::text) FROM ${series}`,
    );
    await session.query(`INSERT INTO app.items SELECT ${tenant}, n, n, n % 9 FROM ${series}`);
  }
  for (const name of TABLES) await session.query(`ALTER TABLE app.${name} ADD PRIMARY KEY (tenant_id, id)`);
  await session.query("CREATE INDEX ON app.orders (tenant_id, created_at)");
  await session.query("CREATE INDEX ON app.items (tenant_id, order_id)");
  await session.query(`GRANT USAGE ON SCHEMA app TO ${CALLERS}`);
  await session.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA app TO ${CALLERS}`);
  await session.query("RESET ROLE");
  await session.query("VACUUM (ANALYZE)");
}

async function protect(settings: ConnectionSettings, more: Record<string, unknown>): Promise<void> {
  const { intent, problems } = parseRowSecurity({
    database: settings.database,
    schemas: ["app"],
    owner: ROLES.owner,
    ...more,
  });
  if (intent === undefined) throw new Error(JSON.stringify(problems));
  await converge(settings, async (session) =>
    planRowSecurity(
      intent,
      await readTenancyFacts(session, intent, await readDatabaseModel(session, { columns: true })),
    ),
  );
}
