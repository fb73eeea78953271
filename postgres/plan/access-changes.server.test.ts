import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import { parseAccess } from "./parse-access";
import { planAccess } from "./plan-access";
import { readingFor } from "./reading";

/** What somebody does to the objects and roles themselves, between two updates. */
for (const major of MAJORS) {
  describe(`Access after objects and roles have changed on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "changes");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("changes"));
        await createShopObjects(session, roles.owner);
      });
      await apply();
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const planOn = async (session: Session) => {
      const { intent, problems } = parseAccess({
        database: database.name,
        owner: roles.owner,
        databasePrivileges: { [roles.app]: ["CONNECT"] },
        schemas: { app: { roles: { [roles.app]: { profiles: ["readwrite"] } } } },
        grants: [
          {
            to: [roles.readonly],
            privileges: ["SELECT"],
            on: [{ kind: "tables", schema: "app", name: "orders", columns: ["id"] }],
          },
        ],
        roles: { [roles.app]: { settings: { lock_timeout: "5s" } } },
      });
      assert.deepEqual(problems, []);
      assert.ok(intent);
      return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    };
    const apply = () => converge(database.settings, planOn);
    const lines = async () => (await admin(planOn)).changes.map(({ object, text }) => `${object}: ${text}`);

    test("a table that was dropped and made anew has the declared privileges at once, but for its columns", async () => {
      await admin((session) =>
        session.query(
          `SET ROLE "${roles.owner}"; DROP TABLE app.orders CASCADE; CREATE TABLE app.orders (id bigint, tenant_id uuid); RESET ROLE`,
        ),
      );
      assert.deepEqual(await lines(), [`column app.orders.id: ${roles.readonly} gains SELECT`]);
      await apply();
      assert.deepEqual(await lines(), []);
    });

    test("a table that was dropped is no difference, and what names it is told", async () => {
      await admin((session) => session.query("DROP TABLE app.orders"));
      const plan = await admin(planOn);
      assert.deepEqual(plan.changes, []);
      assert.deepEqual(plan.remarks, [
        "grants[0].on[0]: nothing among the tables is called app.orders, so it changes nothing",
      ]);
    });

    test("a table that was renamed loses what was declared for its old name, and gets what its new name says", async () => {
      await admin((session) =>
        session.query(`SET ROLE "${roles.owner}"; CREATE TABLE app.orders (id bigint); RESET ROLE`),
      );
      await apply();
      await admin((session) => session.query("ALTER TABLE app.orders RENAME TO older_orders"));
      assert.deepEqual(await lines(), [`column app.older_orders.id: ${roles.readonly} loses SELECT`]);
      await admin((session) => session.query("ALTER TABLE app.currencies RENAME TO orders"));
      await admin((session) => session.query("ALTER TABLE app.orders RENAME COLUMN code TO id"));
      assert.deepEqual((await lines()).sort(), [
        `column app.older_orders.id: ${roles.readonly} loses SELECT`,
        `column app.orders.id: ${roles.readonly} gains SELECT`,
      ]);
      await apply();
      assert.deepEqual(await lines(), []);
    });

    test("a column that was dropped takes its privileges along", async () => {
      await admin((session) => session.query("ALTER TABLE app.orders DROP COLUMN id"));
      assert.deepEqual(await lines(), []);
      await admin((session) => session.query("ALTER TABLE app.orders ADD COLUMN id bigint"));
      assert.deepEqual(await lines(), [`column app.orders.id: ${roles.readonly} gains SELECT`]);
      await apply();
    });

    test("a role that was dropped and made anew under its name is given everything again", async () => {
      await admin((session) =>
        session.query(
          `DROP OWNED BY "${roles.app}"; DROP ROLE "${roles.app}"; CREATE ROLE "${roles.app}" LOGIN SUPERUSER`,
        ),
      );
      const seen = await lines();
      for (const line of [
        `database ${database.name}: ${roles.app} gains CONNECT`,
        `table app.events: ${roles.app} gains SELECT`,
        `role ${roles.app}: loses SUPERUSER`,
        `role ${roles.app}: sets lock_timeout = 5s`,
      ])
        assert.ok(seen.includes(line), `${line} in\n${seen.join("\n")}`);
      await apply();
      assert.deepEqual(await lines(), []);
    });

    test("a search_path of the database, of the role, or of the session changes no plan", async () => {
      const setting = "app, pg_catalog";
      await admin((session) =>
        session.query(`ALTER DATABASE "${database.name}" SET search_path TO ${setting}`),
      );
      await admin((session) =>
        session.query(
          "CREATE TYPE app.int4 AS ENUM ('a'); CREATE FUNCTION app.add(app.int4) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        ),
      );
      await apply();
      assert.deepEqual(await lines(), []);
      await admin((session) => session.query(`ALTER DATABASE "${database.name}" RESET search_path`));
      assert.deepEqual(await lines(), []);
    });

    test("a schema that was dropped is planned as one yet to be made: itself and its default privileges", async () => {
      await admin((session) => session.query("DROP SCHEMA app CASCADE"));
      const seen = await lines();
      assert.ok(seen.includes(`schema app: ${roles.app} gains USAGE`));
      const others = seen.filter(
        (line) => !/^(schema app|default privileges of \S+ for \w+ in schema app): /.test(line),
      );
      assert.deepEqual(others, []);
    });
  });
}
