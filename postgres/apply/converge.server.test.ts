import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import type { AccessIntent } from "../plan/access-intent";
import { parseAccess } from "../plan/parse-access";
import type { Plan } from "../plan/plan";
import { planAccess } from "../plan/plan-access";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../testing/shop";
import { converge } from "./converge";

for (const major of MAJORS) {
  describe(`converge on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;
    let weak: string;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "apply");
      weak = uniqueName("weak");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("shop"));
        await createShopObjects(session, roles.owner);
        await session.query(`CREATE ROLE "${weak}" LOGIN CREATEROLE PASSWORD 'weak-password'`);
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, async (session) => {
        await dropShopRoles(session, roles);
        await session.query(`DROP ROLE "${weak}"`);
      });
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const intent = (): AccessIntent => {
      const { intent } = parseAccess({
        database: database.name,
        owner: roles.owner,
        schemas: { app: { roles: { [roles.app]: { schema: ["USAGE"], tables: ["SELECT"] } } } },
      });
      assert.ok(intent);
      return intent;
    };
    const planOn = async (session: Session) =>
      planAccess(intent(), await readDatabaseModel(session, { schemas: ["app"] }));
    const fingerprint = () =>
      admin((session) =>
        session.query(
          "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'app'::regnamespace ORDER BY 1",
        ),
      );

    test("a role without the right is told so, and nothing is changed", async () => {
      const before = await fingerprint();
      const settings = { ...database.settings, user: weak, password: "weak-password" };
      await assert.rejects(converge(settings, planOn), (error: Error) => {
        assert.match(error.message, /Nothing was changed|rolled back/);
        return true;
      });
      assert.deepEqual(await fingerprint(), before);
    });

    test("a statement that the server accepts and ignores is an error, and nothing is changed", async () => {
      await admin((session) => session.query(`GRANT USAGE ON SCHEMA app TO "${weak}"`));
      const settings = { ...database.settings, user: weak, password: "weak-password" };
      // The role may not grant: PostgreSQL answers a WARNING on objects where it holds some privilege with no grant option.
      await admin((session) => session.query(`GRANT SELECT ON app.orders TO "${weak}"`));
      const withGrant = await fingerprint();
      await assert.rejects(
        converge(settings, async (session) => {
          const [row] = await session.query<{ has: boolean }>(
            "SELECT has_table_privilege($1, 'app.orders', 'SELECT') AS has",
            [roles.readonly],
          );
          const plan: Plan = row?.has
            ? { changes: [], statements: [], summary: [] }
            : {
                changes: [
                  { object: "table app.orders", text: `${roles.readonly} gains SELECT`, reason: "declared" },
                ],
                statements: [{ sql: `GRANT SELECT ON app.orders TO "${roles.readonly}"`, reason: "grant" }],
                summary: [],
              };
          return plan;
        }),
        /accepted every statement, but 1 of the changes did not take effect.*\n.*gains SELECT\nThe server warned: no privileges were granted/,
      );
      assert.deepEqual(await fingerprint(), withGrant);
      await admin((session) =>
        session.query(`REVOKE ALL ON app.orders FROM "${weak}"; REVOKE ALL ON SCHEMA app FROM "${weak}"`),
      );
    });

    test("eight updates at once all end well", async () => {
      await admin((session) =>
        session.query(`GRANT SELECT ON app.orders, app.currencies TO "${roles.stranger}"`),
      );
      const results = await Promise.all(Array.from({ length: 8 }, () => converge(database.settings, planOn)));
      assert.equal(results.filter(({ done }) => done.statements.length > 0).length, 1);
      assert.deepEqual((await admin(planOn)).changes, []);
    });

    test("an error in the middle leaves nothing half-applied", async () => {
      await admin((session) => session.query(`GRANT SELECT ON app.orders TO "${roles.stranger}"`));
      const before = await fingerprint();
      await assert.rejects(
        converge(database.settings, async (session) => {
          const plan = await planOn(session);
          return {
            ...plan,
            statements: [...plan.statements, { sql: "GRANT nonsense", reason: "a broken statement" }],
          };
        }),
        /a broken statement: the server says "syntax error.*Nothing was changed/,
      );
      assert.deepEqual(await fingerprint(), before);
    });

    test("a cancelled update is rolled back at once, even while it waits for a lock", async () => {
      await admin((session) => session.query(`GRANT SELECT ON app.orders TO "${roles.stranger}"`));
      const before = await fingerprint();
      await admin(async (blocker) => {
        await blocker.query("BEGIN");
        await blocker.query("LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE");
        const cancel = new AbortController();
        const pending = converge(
          { ...database.settings, lockTimeout: 30_000, applicationName: "cancelled-update" },
          async (session) => {
            const plan = await planOn(session);
            const block = { sql: "LOCK TABLE app.orders IN ACCESS SHARE MODE", reason: "wait" };
            return { ...plan, statements: [...plan.statements, block] };
          },
          { signal: cancel.signal, progress: () => setTimeout(() => cancel.abort(), 100) },
        );
        await assert.rejects(pending, /cancelled: the transaction was rolled back/);
        // Not by the blocker: a transaction sees the sessions as they were when it first looked.
        for (let tries = 0; (await admin((other) => sessionsOf(other, "cancelled-update"))) > 0; tries++) {
          assert.ok(tries < 150, "the server still runs the cancelled update");
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        await blocker.query("ROLLBACK");
      });
      assert.deepEqual(await fingerprint(), before);
    });
  });
}

async function sessionsOf(session: Session, application: string): Promise<number> {
  const rows = await session.query("SELECT pid FROM pg_stat_activity WHERE application_name = $1", [
    application,
  ]);
  return rows.length;
}
