import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { withSession } from "../connect/session";
import type { HbaLine, HbaReading } from "./server-hba";
import { readIdent } from "./server-ident";

const hba = (...options: string[]): HbaReading => {
  const line: HbaLine = {
    line: 1,
    type: "local",
    databases: ["all"],
    users: ["all"],
    address: null,
    netmask: null,
    method: "peer",
    options,
    error: null,
  };
  return { lines: [line] };
};

for (const major of MAJORS) {
  describe(`the maps of pg_ident.conf on PostgreSQL ${major}`, () => {
    const version = major * 10_000;
    const reader = uniqueName("reader");
    let database: TestDatabase;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "ident");
      await withSession(database.settings, (session) => session.query(`CREATE ROLE ${reader}`));
    });
    after(async () => {
      await withSession(database.settings, (session) =>
        session.results([`DROP OWNED BY ${reader}`, `DROP ROLE ${reader}`]),
      );
      await database.drop();
    });

    const read = (lines: HbaReading, ...statements: string[]) =>
      withSession(database.settings, async (session) => {
        for (const sql of statements) await session.query(sql);
        await session.query(`SET ROLE ${reader}`);
        return readIdent(session, version, lines);
      });

    test("need no right where no line of pg_hba.conf names one", async () => {
      assert.deepEqual(await read(hba("clientcert=verify-full")), { lines: [] });
    });

    test("cannot be missed where pg_hba.conf itself is not to be read", async () => {
      assert.deepEqual(await read({ unreadable: "GRANT this;" }), { unreadable: "GRANT this;" });
    });

    test("are read with the rights that the reason names", async () => {
      const first = await read(hba("map=staff"));
      const reason = "unreadable" in first ? first.unreadable : "";
      if (major < 15) return assert.match(reason, /cannot be seen by SQL before PostgreSQL 15/);
      const grants = reason.match(/GRANT [^;]+;/g) ?? [];
      assert.equal(grants.length, 2);
      assert.deepEqual(await read(hba("map=staff"), ...grants), { lines: [] });
    });
  });
}
