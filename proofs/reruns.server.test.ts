import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { readSecurityFingerprint } from "../postgres/catalog/security-fingerprint";
import { connect, type Session } from "../postgres/connect/session";
import { MAJORS, serverFor } from "../test/servers";
import { mutations } from "./testing/mutations";
import { openShop, type Shop } from "./testing/shop";

for (const major of MAJORS) {
  describe(`what lets an attack through makes a declared proof run again, on PostgreSQL ${major}`, () => {
    let shop: Shop;
    let session: Session;
    before(async () => {
      shop = await openShop(await serverFor(major));
      session = await connect(shop.settings);
    });
    after(async () => {
      await session.end();
      await shop.close();
    });

    test("every defence that is taken away changes the fingerprint", async () => {
      const { application, readonly } = shop.roles;
      const read = () => readSecurityFingerprint(session, [application, readonly]);
      const proven = await read();
      const unseen: string[] = [];
      for (const { attack, sql, on } of mutations(shop.roles, shop.database)) {
        if (on?.(shop.version) === false) continue;
        await session.query("BEGIN");
        for (const statement of sql) await session.query(statement);
        if (isDeepStrictEqual(await read(), proven)) unseen.push(`${attack}: ${sql.join("; ")}`);
        await session.query("ROLLBACK");
      }
      assert.deepEqual(unseen, []);
    });
  });
}
