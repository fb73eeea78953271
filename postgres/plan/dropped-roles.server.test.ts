import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";

for (const major of MAJORS) {
  describe(`grants by a role that is gone, on PostgreSQL ${major}`, () => {
    // A server of its own: hands in pg_authid are everybody's matter.
    let server: TestServer;
    let oid: number;
    before(async () => {
      server = await startTestServer(major);
      await withSession(server.settings, async (session) => {
        for (const statement of [
          "CREATE ROLE shop_owner; CREATE ROLE gone; CREATE ROLE stranger",
          "CREATE SCHEMA app AUTHORIZATION shop_owner; GRANT USAGE ON SCHEMA app TO gone",
          "CREATE TABLE app.orders (id int); ALTER TABLE app.orders OWNER TO shop_owner",
          "GRANT SELECT ON app.orders TO gone WITH GRANT OPTION",
          "SET ROLE gone; GRANT SELECT ON app.orders TO stranger; RESET ROLE",
        ])
          await session.query(statement);
        oid = Number((await session.rows("SELECT oid FROM pg_authid WHERE rolname = 'gone'"))[0]?.[0]);
        // What DROP ROLE refuses; a GRANT at the same moment has left the same behind.
        await session.query("DELETE FROM pg_authid WHERE rolname = 'gone'");
      });
    });
    after(() => server?.stop());

    const planOn = async (session: Session) => {
      const { intent, problems } = parseAccess({
        database: "postgres",
        owner: "shop_owner",
        schemas: { app: {} },
      });
      assert.deepEqual(problems, []);
      assert.ok(intent);
      return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    };
    const lists = async () =>
      withSession(server.settings, async (session) =>
        String(
          (
            await session.rows("SELECT relacl::text FROM pg_class WHERE oid = 'app.orders'::regclass")
          )[0]?.[0],
        ),
      );

    test("are told with what to do, do not hinder an update, and go as soon as that is done", async () => {
      await converge(server.settings, planOn);
      assert.match(await lists(), new RegExp(`stranger=r/${oid}`));
      const { kept, changes, live, desired } = await withSession(server.settings, planOn);
      assert.deepEqual(changes, []);
      assert.deepEqual(live, desired);
      const told = kept.find((text) =>
        text.startsWith(
          `stranger keeps SELECT granted by the dropped role with OID ${oid} on table app.orders`,
        ),
      );
      assert.ok(told !== undefined, kept.join("\n"));
      await withSession(server.settings, (session) => session.query(told.slice(told.indexOf("INSERT"))));
      await converge(server.settings, planOn);
      assert.doesNotMatch(await lists(), /stranger|dropped/);
      await withSession(server.settings, (session) => session.query(`DROP ROLE dropped_${oid}`));
    });
  });
}
