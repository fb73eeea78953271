import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { quoteIdentifier } from "../postgres/sql/quote";
import { MAJORS, serverFor } from "../test/servers";
import { runProof } from "./index";
import { openShop, type Shop } from "./testing/shop";

/** An attack, and on which of the relations that were made parts of an extension it must get through. */
const OPEN = {
  "tenant-read-other-tenant": "hidden",
  "truncate-table": "hidden",
  "view-read-other-tenant": "hidden_view",
  "materialized-view-read": "hidden_copy",
  "foreign-table-read": "hidden_far",
} as const;

for (const major of MAJORS) {
  describe(`what somebody made a part of an extension, on PostgreSQL ${major}`, () => {
    let shop: Shop;
    before(async () => {
      shop = await openShop(await serverFor(major));
      const [owner, app] = [shop.roles.owner, shop.roles.application].map((name) => quoteIdentifier(name));
      await withSession(shop.settings, async (session) => {
        for (const sql of [
          "CREATE EXTENSION hstore SCHEMA public",
          `SET ROLE ${owner}`,
          "CREATE TABLE app.hidden (tenant_id uuid NOT NULL, id int)",
          "CREATE VIEW app.hidden_view AS SELECT * FROM app.customers",
          "CREATE MATERIALIZED VIEW app.hidden_copy AS SELECT * FROM app.customers",
          "CREATE FOREIGN TABLE app.hidden_far (tenant_id uuid) SERVER far",
          `GRANT ALL ON ${Object.values(OPEN)
            .map((name) => `app.${name}`)
            .join(", ")} TO ${app}`,
          "RESET ROLE",
          "ALTER EXTENSION hstore ADD TABLE app.hidden",
          "ALTER EXTENSION hstore ADD VIEW app.hidden_view",
          "ALTER EXTENSION hstore ADD MATERIALIZED VIEW app.hidden_copy",
          "ALTER EXTENSION hstore ADD FOREIGN TABLE app.hidden_far",
        ])
          await session.query(sql);
      });
    });
    after(() => shop.close());

    test("is attacked like everything else", async () => {
      const { attacks } = await runProof(shop.settings, { only: Object.keys(OPEN) });
      const through = attacks.map(({ id, attempts }) => [
        id,
        attempts.flatMap(({ target, outcome }) =>
          outcome.status === "got through" && target !== undefined ? [target.name] : [],
        ),
      ]);
      assert.deepEqual(
        new Map(through as [string, string[]][]),
        new Map(Object.entries(OPEN).map(([id, name]) => [id, [name]])),
      );
    });
  });
}
