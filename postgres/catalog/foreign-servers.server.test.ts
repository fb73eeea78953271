import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor } from "../../test/servers";
import { withSession } from "../connect/session";
import { readExtensions } from "./server-extensions";

for (const major of MAJORS) {
  describe(`foreign servers on PostgreSQL ${major}`, () => {
    test("are read with the options that say how they are verified, and with no other", async () => {
      const database = await freshDatabase(await serverFor(major), "foreign");
      try {
        await withSession(database.settings, async (session) => {
          for (const sql of [
            // Without a validator a wrapper takes any option, as those of other databases have some for secrets.
            "CREATE FOREIGN DATA WRAPPER postgres_fdw",
            "CREATE FOREIGN DATA WRAPPER vault",
            "CREATE SERVER b FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db', sslmode 'require', api_key 'hunter2')",
            "CREATE SERVER a FOREIGN DATA WRAPPER postgres_fdw",
            "CREATE SERVER c FOREIGN DATA WRAPPER vault OPTIONS (host 'db', sslmode 'hunter2')",
            "CREATE USER MAPPING FOR PUBLIC SERVER b OPTIONS (password 'hunter2')",
          ])
            await session.query(sql);
          const extensions = await readExtensions(session);
          assert.deepEqual(extensions.foreignServers, [
            { name: "a", options: {} },
            { name: "b", options: { host: "db", sslmode: "require" } },
          ]);
          assert.doesNotMatch(JSON.stringify(extensions), /hunter2/);
        });
      } finally {
        await database.drop();
      }
    });
  });
}
