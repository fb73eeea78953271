import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, startTestServer, type TestServer } from "../../test/servers";
import { converge } from "../apply/converge";
import { preflight } from "../apply/preflight";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import {
  asAdmin,
  asSuperuser,
  CUSTOMER,
  createCustomer,
  joinOwner,
  leaveOwner,
} from "../testing/platforms/customer";
import { intentFor } from "../testing/platforms/declaration";
import { DRIFTS } from "../testing/platforms/drifts";
import { RECREATED_PLATFORMS, type RecreatedServer, recreatePlatform } from "../testing/platforms/index";
import { REFUSALS } from "../testing/platforms/refusals";
import type { AccessIntent } from "./access-intent";
import { type AccessPlan, planAccess } from "./plan-access";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";
import { parseRowSecurity } from "./tenancy/parse";
import { planRowSecurity } from "./tenancy/plan-row-security";

const { app, database, owner, readonly, stranger } = CUSTOMER;

/** Who is a member of the owner, by whose grant, with what options. */
function ownerMembers(session: Session): Promise<unknown[]> {
  return session.query(
    `SELECT to_jsonb(m) - 'oid' AS membership FROM pg_auth_members m
       WHERE roleid = (SELECT oid FROM pg_roles WHERE rolname = $1) ORDER BY member, grantor`,
    [owner],
  );
}

for (const platform of RECREATED_PLATFORMS) {
  for (const major of MAJORS) {
    describe(`Access as the admin of ${platform.name} (recreated) on PostgreSQL ${major}`, () => {
      let running: TestServer;
      let server: RecreatedServer;
      before(async () => {
        running = await startTestServer(major);
        server = await recreatePlatform(running, platform);
        await createCustomer(server);
      });
      after(() => running?.stop());

      const planIn =
        (wanted: AccessIntent, make = planAccess) =>
        async (session: Session): Promise<AccessPlan> => {
          const plan = make(wanted, await readDatabaseModel(session, readingFor(wanted)));
          assert.deepEqual(plan.problems, []);
          return plan;
        };
      const plan = (wanted = intentFor(server)) => withSession(asAdmin(server), planIn(wanted));
      const apply = (wanted = intentFor(server)) => converge(asAdmin(server), planIn(wanted));
      const lines = async () => (await plan()).changes.map(({ object, text }) => `${object}: ${text}`);
      const missing = (wanted: AccessIntent) =>
        withSession(asAdmin(server), async (session) => {
          const model = await readDatabaseModel(session, readingFor(wanted));
          return preflight(model, planAccess(wanted, model));
        });
      const behindTheBack = (statements: readonly string[]) =>
        withSession(asSuperuser(server), async (session) => {
          for (const statement of statements) await session.query(statement);
        });

      test("from nothing to what is declared; a second plan is empty", async () => {
        assert.deepEqual(await missing(intentFor(server)), []);
        await apply();
        assert.deepEqual(await lines(), []);
        await withSession(asAdmin(server), async (session) => {
          const [row] = await session.query(
            `SELECT has_table_privilege($1, 'app.orders', 'INSERT') AS app, has_table_privilege($2, 'app.orders', 'INSERT') AS ro,
                    has_function_privilege($3, 'app.add(int, int)', 'EXECUTE') AS stranger,
                    has_column_privilege($2, 'app.open_orders', 'id', 'SELECT') AS id`,
            [app, readonly, stranger],
          );
          assert.deepEqual(row, { app: true, ro: false, stranger: false, id: true });
        });
      });

      test("drift of every kind, by the owner, by other grantors, by the superuser, is seen and repaired", async () => {
        await apply();
        for (const { statements } of DRIFTS) await behindTheBack(statements(server));
        const found = await lines();
        const unseen = DRIFTS.filter(({ seen }) => !found.some((line) => seen.test(line)));
        assert.deepEqual(
          unseen.map(({ name }) => name),
          [],
          `not seen in:\n${found.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });

      for (const { name, where, before: first, declared, says, afterwards } of REFUSALS) {
        test(`done where the admin may, else named before anything is changed: ${name}`, async () => {
          await apply();
          await behindTheBack(first?.(server) ?? []);
          const wanted = intentFor(server, declared);
          const now = (await plan(wanted)).live;
          if (where(server)) {
            await assert.rejects(apply(wanted), says(server));
            assert.deepEqual((await plan(wanted)).live, now);
          } else {
            await apply(wanted);
            assert.deepEqual((await plan(wanted)).changes, []);
          }
          await behindTheBack(afterwards?.(server) ?? []);
          await apply();
        });
      }

      test("without a membership in the owner the admin lends itself one, and nothing of it is left", async () => {
        await apply();
        await leaveOwner(server);
        const memberships = await withSession(server.superuser, ownerMembers);
        await behindTheBack([
          `GRANT DELETE ON app.currencies TO ${stranger}`,
          `REVOKE ALL ON app.orders FROM ${app}`,
        ]);
        assert.equal((await lines()).length > 0, true);
        await apply();
        assert.deepEqual(await lines(), []);
        assert.deepEqual(await withSession(server.superuser, ownerMembers), memberships);
        await withSession(server.admin, (session) => joinOwner(session, server));
      });

      test("a schema of one's own in the database that the platform made", async () => {
        if (platform.name === "self-hosted") return;
        const { home, admin } = platform;
        await withSession(server.admin, async (session) => {
          await session.query("CREATE SCHEMA at_home");
          await session.query("CREATE TABLE at_home.things (id int)");
          await session.query("CREATE FUNCTION at_home.f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        });
        const wanted = intentFor(server, {
          database: home,
          owner: admin,
          modes: { database: "adopt" },
          databasePrivileges: {},
          databaseSettings: undefined,
          schemas: {
            at_home: { roles: { [app]: { schema: ["USAGE"], tables: ["SELECT"] } } },
            public: { mode: "adopt" },
          },
          grants: [],
        });
        await converge(server.admin, planIn(wanted));
        const again = await withSession(server.admin, planIn(wanted));
        assert.deepEqual(again.changes, []);
        assert.notDeepEqual(again.kept, [], "what the platform granted is told");
      });

      test("row security of the owner's tables", async () => {
        const { intent } = parseRowSecurity({ database, schemas: ["app"], tenantRoles: [app], owner });
        assert.ok(intent !== undefined);
        const rows = async (session: Session) =>
          planRowSecurity(intent, await readDatabaseModel(session, { columns: true }));
        await leaveOwner(server);
        await converge(asAdmin(server), rows);
        const { changes, live } = await withSession(asAdmin(server), rows);
        assert.deepEqual(changes, []);
        assert.match(live["table app.orders"] ?? "", /^enabled, forced; /);
        await withSession(server.admin, (session) => joinOwner(session, server));
      });

      test("a release gives back what was granted", async () => {
        await apply();
        await converge(asAdmin(server), planIn(intentFor(server), planRelease));
        await withSession(asAdmin(server), async (session) => {
          const [row] = await session.query("SELECT has_table_privilege($1, 'app.orders', 'SELECT') AS app", [
            app,
          ]);
          assert.deepEqual(row, { app: false });
        });
        await apply();
      });
    });
  }
}
