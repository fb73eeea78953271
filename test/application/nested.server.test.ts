import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startTestServer, type TestServer } from "../servers";
import type { Application, Nested, Sight } from "./interleave";
import { LIBRARIES } from "./libraries";
import { type Orders, openOrders } from "./orders";
import { PYTHON_LIBRARIES } from "./python";

/** Django has one connection a thread: there is no way past the outer transaction. */
const ONE_CONNECTION = new Set(["Django"]);

describe("a tenant's transaction while another one is open, through PgBouncer on PostgreSQL 18", () => {
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

  const whose = (sights: readonly Sight[] | null) => sights?.map(({ tenant }) => tenant) ?? "refused";
  const seen = ({ before: first, inner, after: last }: Nested) => [first, inner, last].map(whose);

  for (const [name, open] of Object.entries<(url: string) => Application | Promise<Application>>({
    ...LIBRARIES,
    ...PYTHON_LIBRARIES,
  })) {
    test(`${name}: each keeps its tenant, and within the outer one none begins`, async () => {
      const [outer = "", inner = ""] = orders.tenants;
      const application = await open(orders.bouncer.url);
      try {
        for (const fails of [false, true]) {
          const anew = await application.nest({ outer, inner, way: "anew", fails });
          const there = ONE_CONNECTION.has(name) ? "refused" : [inner];
          assert.deepEqual(seen(anew), [[outer], there, [outer]], `anew, ${fails}`);
          const within = await application.nest({ outer, inner, way: "within", fails });
          assert.deepEqual(seen(within), [[outer], "refused", [outer]], `within, ${fails}`);
        }
      } finally {
        await application.close();
      }
    });
  }
});
