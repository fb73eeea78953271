import { randomBytes, randomUUID } from "node:crypto";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { withSession } from "../../postgres/connect/session";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { quoteIdentifier, quoteLiteral } from "../../postgres/sql/quote";
import { freshDatabase, type TestServer, uniqueName } from "../servers";
import { type PgBouncer, startPgBouncer } from "./pgbouncer";

/** A database with a table of tenants' rows, protected by RowSecurity, and the application's way to it through PgBouncer. */
export interface Orders {
  readonly tenants: readonly string[];
  readonly bouncer: PgBouncer;
  /** Leaves every tenant with one row. */
  reset(): Promise<void>;
  /** How many rows every tenant has, by its id, as the superuser sees it. */
  count(): Promise<ReadonlyMap<string, number>>;
  /** Rows that were written for one tenant and belong to another. */
  strays(): Promise<number>;
  close(): Promise<void>;
}

/** The tenants that share the connections. */
const TENANTS = 50;

/** Connections to the server: few, so that every one of them serves every tenant. */
export const POOL_SIZE = 6;

/** Makes the table with one row for every tenant, protects it by the project's own plan, and starts PgBouncer before it. */
export async function openOrders(server: TestServer): Promise<Orders> {
  const { name, settings, drop } = await freshDatabase(server, "orders");
  const [owner, app] = [uniqueName("orders_owner"), uniqueName("orders_app")];
  const password = randomBytes(24).toString("hex");
  const tenants = Array.from({ length: TENANTS }, () => randomUUID());
  const statements = [
    `CREATE ROLE ${quoteIdentifier(owner)}`,
    `CREATE ROLE ${quoteIdentifier(app)} LOGIN PASSWORD ${quoteLiteral(password)}`,
    `CREATE SCHEMA app AUTHORIZATION ${quoteIdentifier(owner)}`,
    `SET ROLE ${quoteIdentifier(owner)}`,
    `CREATE TABLE app.orders (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), written_for uuid NOT NULL,
       PRIMARY KEY (tenant_id, id))`,
    `GRANT USAGE ON SCHEMA app TO ${quoteIdentifier(app)}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON app.orders TO ${quoteIdentifier(app)}`,
  ];
  await withSession(settings, async (session) => {
    for (const statement of statements) await session.query(statement);
  });
  const { intent, problems } = parseRowSecurity({
    database: name,
    schemas: ["app"],
    tenantRoles: [app],
    owner,
  });
  if (intent === undefined) throw new Error(JSON.stringify(problems));
  await converge(settings, async (session) =>
    planRowSecurity(intent, await readDatabaseModel(session, { columns: true })),
  );
  const bouncer = await startPgBouncer({ server, database: name, user: app, password, poolSize: POOL_SIZE });
  const reset = () =>
    withSession(settings, async (session) => {
      await session.query("TRUNCATE app.orders");
      await session.query(
        "INSERT INTO app.orders (tenant_id, written_for) SELECT tenant, tenant FROM unnest($1::uuid[]) AS tenant",
        [tenants],
      );
    });
  await reset();
  return {
    tenants,
    bouncer,
    reset,
    count: () =>
      withSession(settings, async (session) => {
        const rows = await session.rows("SELECT tenant_id::text, count(*)::int FROM app.orders GROUP BY 1");
        return new Map(rows as [string, number][]);
      }),
    strays: () =>
      withSession(settings, async (session) => {
        const [row] = await session.rows(
          "SELECT count(*)::int FROM app.orders WHERE written_for <> tenant_id",
        );
        return row?.[0] as number;
      }),
    close: async () => {
      await bouncer.stop();
      await drop();
      await withSession(server.settings, (session) =>
        session.query(`DROP ROLE ${quoteIdentifier(app)}, ${quoteIdentifier(owner)}`),
      );
    },
  };
}
