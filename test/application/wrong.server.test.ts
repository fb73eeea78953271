import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { drizzle } from "drizzle-orm/node-postgres";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { inTenant as withDrizzle } from "../../examples/application/drizzle/tenant";
import { inTenant as withKysely } from "../../examples/application/kysely/tenant";
import { inTenant as withNodePostgres } from "../../examples/application/node-postgres/tenant";
import { startTestServer, type TestServer } from "../servers";
import { interleave, type Tally } from "./interleave";
import { APPLICATION_POOL, applicationOf, type InTenant, nodePostgresTable } from "./libraries";
import { type Orders, openOrders } from "./orders";

/** Fewer than where nothing must be found: the mistakes show at once, and an error costs the pool a connection. */
const TRANSACTIONS = 300;

/** What the snippets avoid, each in the shortest way that it is written. */
const MISTAKES = {
  forTheSession:
    (pool: Pool): InTenant =>
    async (settings, work) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("SELECT set_config(key, value, false) FROM json_each_text($1)", [
          JSON.stringify(settings),
        ]);
        await work(nodePostgresTable(client));
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },

  forTheSessionBesideATransaction:
    (pool: Pool): InTenant =>
    async (settings, work) => {
      await pool.query("SELECT set_config(key, value, false) FROM json_each_text($1)", [
        JSON.stringify(settings),
      ]);
      await work(nodePostgresTable(pool));
    },

  outsideOfATransaction:
    (pool: Pool): InTenant =>
    async (settings, work) => {
      await pool.query("SELECT set_config(key, value, true) FROM json_each_text($1)", [
        JSON.stringify(settings),
      ]);
      await work(nodePostgresTable(pool));
    },

  thePoolInsteadOfTheClient:
    (pool: Pool): InTenant =>
    (settings, work) =>
      withNodePostgres(pool, settings, () => work(nodePostgresTable(pool))),
} satisfies Record<string, (pool: Pool) => InTenant>;

describe("what goes wrong without the snippets, through PgBouncer in transaction mode", () => {
  let server: TestServer;
  let orders: Orders;
  before(async () => {
    server = await startTestServer(18, { log_statement: "none" });
    orders = await openOrders(server);
  });
  after(async () => {
    await orders?.close();
    await server?.stop();
  });

  const withPool = async <T>(work: (pool: Pool) => Promise<T>): Promise<T> => {
    const pool = new Pool({ connectionString: orders.bouncer.url, max: APPLICATION_POOL });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  };
  const tallyOf = (mistake: keyof typeof MISTAKES, concurrency?: number): Promise<Tally> =>
    withPool(async (pool) =>
      interleave(
        applicationOf(MISTAKES[mistake](pool), nodePostgresTable(pool), async () => undefined),
        {
          tenants: orders.tenants,
          before: await orders.count(),
          transactions: TRANSACTIONS,
          ...(concurrency === undefined ? {} : { concurrency }),
        },
      ),
    );

  test("a transaction without the mistake sees what it should, so what follows is the mistake's doing", async () => {
    await withPool(async (pool) => {
      const application = applicationOf(
        (settings, work) => withNodePostgres(pool, settings, (client) => work(nodePostgresTable(client))),
        nodePostgresTable(pool),
        async () => undefined,
      );
      const before = await orders.count();
      const { leaks, missing, refused } = await interleave(application, {
        tenants: orders.tenants,
        before,
        transactions: TRANSACTIONS,
      });
      assert.deepEqual({ leaks, missing, refused }, { leaks: 0, missing: 0, refused: {} });
    });
  });

  test("set outside of a transaction, the tenant is gone before the next statement: nothing is seen, every write is refused", async () => {
    const { leaks, refused, made, forNobody } = await tallyOf("outsideOfATransaction");
    assert.deepEqual({ leaks, refused }, { leaks: 0, refused: { "42501": made - forNobody } });
  });

  test("asking the pool instead of the transaction's client reaches nothing", async () => {
    // No more at a time than PgBouncer has connections: each of these needs two.
    const { leaks, refused, made, forNobody } = await tallyOf("thePoolInsteadOfTheClient", 3);
    assert.deepEqual({ leaks, refused }, { leaks: 0, refused: { "42501": made - forNobody } });
  });

  test("Kysely and Drizzle refuse a tenant's transaction inside of another one", async () => {
    const [one = "", two = ""] = orders.tenants;
    await withPool(async (pool) => {
      const db = drizzle(pool);
      await assert.rejects(
        withDrizzle(db, { "app.tenant_id": one }, (outer) =>
          withDrizzle(outer, { "app.tenant_id": two }, async () => undefined),
        ),
        /inside of another/,
      );
    });
    const db = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: orders.bouncer.url }) }),
    });
    await assert.rejects(
      withKysely(db, { "app.tenant_id": one }, (outer) =>
        withKysely(outer, { "app.tenant_id": two }, async () => undefined),
      ),
      /transaction/,
    );
    await db.destroy();
  });

  test("a cursor WITH HOLD outlives its transaction: whoever comes next reads the rows of the tenant before", async () => {
    const [one = "", two = ""] = orders.tenants;
    await withPool(async (pool) => {
      await withNodePostgres(pool, { "app.tenant_id": one }, (client) =>
        client.query("DECLARE held CURSOR WITH HOLD FOR SELECT tenant_id::text AS tenant FROM app.orders"),
      );
      const { rows } = await withNodePostgres(pool, { "app.tenant_id": two }, async (client) => {
        const found = await client.query("FETCH 1 FROM held");
        await client.query("CLOSE held");
        return found;
      });
      assert.deepEqual(rows, [{ tenant: one }]);
    });
  });

  // Last, because what they set stays in the server's sessions.
  test("set for the session, the tenant stays for whoever comes next: transactions for nobody see its rows", async () => {
    const { leaks, forNobody } = await tallyOf("forTheSession");
    assert.ok(leaks > forNobody / 2, `${leaks} of ${forNobody}`);
  });

  test("set for the session beside a transaction, tenants see and are refused each other's rows", async () => {
    const { leaks, forNobody, refused } = await tallyOf("forTheSessionBesideATransaction");
    assert.ok(leaks > forNobody, `${leaks} leaks`);
    assert.ok((refused["42501"] ?? 0) > 0);
  });
});
