import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Major, startTestServer, type TestServer } from "../servers";
import { type Application, interleave } from "./interleave";
import { LIBRARIES } from "./libraries";
import { type Orders, openOrders, POOL_SIZE } from "./orders";
import { PYTHON_LIBRARIES } from "./python";

/** Sends all transactions and sees that none saw or wrote anything of another tenant. */
async function assertNoLeak(orders: Orders, application: Application, transactions: number): Promise<void> {
  try {
    await orders.reset();
    const tally = await interleave(application, {
      tenants: orders.tenants,
      before: await orders.count(),
      transactions,
    });
    const { made, leaks, missing, refused } = tally;
    assert.deepEqual(
      { made, leaks, missing, refused },
      { made: transactions, leaks: 0, missing: 0, refused: {} },
    );
    assert.ok(tally.failed > transactions / 20 && tally.forNobody > transactions / 20);
    assert.deepEqual(await orders.count(), tally.rows, "what was committed is there, and nothing else");
    assert.equal(await orders.strays(), 0);
    // The few connections went from tenant to tenant: otherwise nothing was shown. Which one is free is chance, and so
    // is whether one of them meets the last tenant of all.
    assert.ok(tally.served.size > 1 && tally.served.size <= POOL_SIZE, `${tally.served.size} connections`);
    for (const tenants of tally.served.values())
      assert.ok(tenants.size > orders.tenants.length / 2, `a connection of ${tenants.size} tenants`);
  } finally {
    await application.close();
  }
}

function on(
  major: Major,
  transactions: number,
  libraries: Readonly<Record<string, (url: string) => Application | Promise<Application>>>,
) {
  describe(`${transactions} interleaved transactions of 50 tenants through PgBouncer on PostgreSQL ${major}`, () => {
    let server: TestServer;
    let orders: Orders;
    before(async () => {
      // One of its own, because it writes no statement to its log: there are a million.
      server = await startTestServer(major, { log_statement: "none" });
      orders = await openOrders(server);
    });
    after(async () => {
      await orders?.close();
      await server?.stop();
    });
    for (const [name, open] of Object.entries(libraries)) {
      test(`${name}: no transaction sees another tenant's rows`, async () => {
        await assertNoLeak(orders, await open(orders.bouncer.url), transactions);
      });
    }
  });
}

on(18, 10_000, { ...LIBRARIES, ...PYTHON_LIBRARIES });
on(14, 2_000, { "node-postgres": LIBRARIES["node-postgres"] as (url: string) => Application });
