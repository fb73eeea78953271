import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withSession } from "../postgres/connect/session";
import { freshDatabase, MAJORS, readServerLog, serverFor, uniqueName } from "./servers";

for (const major of MAJORS) {
  describe(`the test server of PostgreSQL ${major}`, () => {
    test("is of that version and speaks TLS with a verified certificate", async () => {
      const server = await serverFor(major);
      assert.equal(server.settings.tlsMode, "verify-full");
      const [row] = await withSession(server.settings, (session) =>
        session.query<{ version: string; ssl: boolean }>(
          "SELECT current_setting('server_version_num') AS version, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        ),
      );
      assert.equal(Math.floor(Number(row?.version) / 10_000), major);
      assert.equal(row?.ssl, true);
    });

    test("gives a database of one's own and takes it back, even while somebody is connected", async () => {
      const server = await serverFor(major);
      const database = await freshDatabase(server);
      const names = "SELECT datname FROM pg_database WHERE datname = $1";
      await withSession(database.settings, async (session) => {
        assert.deepEqual(await session.rows("SELECT current_database()"), [[database.name]]);
        await database.drop();
      });
      assert.deepEqual(
        await withSession(server.settings, (session) => session.rows(names, [database.name])),
        [],
      );
    });

    test("logs every statement to a file that a test can search", async () => {
      const server = await serverFor(major);
      const mark = uniqueName("mark");
      await withSession(server.settings, (session) => session.query(`SELECT '${mark}'`));
      assert.ok((await readServerLog(server)).includes(`SELECT '${mark}'`));
    });
  });
}

test("unique names are unique and can be identifiers", () => {
  const names = Array.from({ length: 1_000 }, () => uniqueName("x"));
  assert.equal(new Set(names).size, 1_000);
  for (const name of names) assert.match(name, /^x_[0-9a-f]{12}$/);
});
