import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS, serverFor, uniqueName } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { parseAccess } from "./parse-access";
import { type AccessPlan, planAccess } from "./plan-access";
import { readingFor } from "./reading";

for (const major of MAJORS) {
  describe(`the owner of the database on PostgreSQL ${major}`, () => {
    const name = uniqueName("owned");
    const [app, owner, manager] = [`${name}_app`, `${name}_owner`, `${name}_manager`] as const;
    let admin: ConnectionSettings;

    const asAdmin = (work: (session: Session) => Promise<unknown>) =>
      withSession({ ...admin, database: name }, work);
    const sql = (text: string) => asAdmin((session) => session.query(text));
    const plan =
      (more: object) =>
      async (session: Session): Promise<AccessPlan> => {
        const { intent, problems } = parseAccess({
          database: name,
          owner,
          databasePrivileges: { [app]: ["CONNECT"], [manager]: ["CONNECT"] },
          schemas: { app: { roles: { [app]: { profiles: ["readwrite"] } } } },
          ...more,
        });
        assert.deepEqual(problems, []);
        assert.ok(intent);
        return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
      };
    const lines = async (more: object, settings: ConnectionSettings = admin) =>
      withSession({ ...settings, database: name }, async (session) => {
        const { changes, kept } = await plan(more)(session);
        return {
          changes: changes.filter(({ object }) => object === `database ${name}`).map(({ text }) => text),
          kept: kept.filter((text) => text.includes("owning")),
        };
      });
    const ownerNow = async () =>
      withSession(
        admin,
        async (session) =>
          (
            await session.rows("SELECT datdba::regrole::text FROM pg_database WHERE datname = $1", [name])
          )[0]?.[0],
      );
    const asManager = () => ({ ...admin, user: manager, password: "manager" });

    before(async () => {
      admin = (await serverFor(major)).settings;
      await withSession(admin, async (session) => {
        await session.query(`CREATE ROLE ${manager} LOGIN CREATEROLE PASSWORD 'manager'`);
        // Its own roles, as a managing role that is no superuser has them.
        await session.query(`SET ROLE ${manager}`);
        await session.query(`CREATE ROLE ${app} LOGIN PASSWORD 'app'`);
        await session.query(`CREATE ROLE ${owner}`);
        await session.query("RESET ROLE");
        await session.query(`CREATE DATABASE ${name} OWNER ${app}`);
      });
      await sql(
        `CREATE SCHEMA app AUTHORIZATION ${owner}; CREATE TABLE app.orders (id int); ALTER TABLE app.orders OWNER TO ${app}`,
      );
    });
    after(() =>
      withSession(admin, async (session) => {
        await session.query(`DROP DATABASE ${name} WITH (FORCE)`);
        for (const role of [app, owner, manager]) await session.query(`DROP ROLE ${role}`);
      }),
    );

    test("a stranger is shown in mode adopt, and out in mode authoritative", async () => {
      const adopted = await lines({ mode: "adopt" });
      assert.ok(!adopted.changes.some((text) => text.includes("ownership")));
      assert.ok(
        adopted.kept.some((text) => text.includes(`database ${name}`)),
        adopted.kept.join("\n"),
      );
      const { changes } = await lines({});
      assert.ok(changes.includes(`${app} loses ownership to ${owner}`), changes.join("\n"));
    });

    test("a superuser and the managing role may own it, and so may one that is ignored", async () => {
      const ignored = {
        ignore: [{ grantee: app, reason: "an agreement" }],
        databasePrivileges: {},
        schemas: { app: {} },
      };
      assert.ok(!(await lines(ignored)).changes.some((text) => text.includes("ownership")));
      for (const other of ["postgres", manager]) {
        await sql(`ALTER DATABASE ${name} OWNER TO ${other}`);
        const found = await lines({}, other === manager ? asManager() : admin);
        assert.ok(!found.changes.some((text) => text.includes("ownership")), other);
      }
      await sql(`ALTER DATABASE ${name} OWNER TO ${app}`);
    });

    test("a managing role that is no superuser is told of CREATEDB, and with it gives the database away", async () => {
      const settings = { ...asManager(), database: name };
      await assert.rejects(
        converge(settings, plan({})),
        new RegExp(`CREATEDB.*ALTER ROLE "${manager}" .*CREATEDB`, "s"),
      );
      assert.equal(await ownerNow(), app);
      await withSession(admin, (session) => session.query(`ALTER ROLE ${manager} CREATEDB`));
      await converge(settings, plan({}));
      assert.equal(await ownerNow(), owner);
      assert.deepEqual((await lines({}, asManager())).changes, []);
      await withSession({ ...admin, user: app, password: "app", database: name }, async (session) => {
        await session.query("INSERT INTO app.orders VALUES (1)");
        for (const refused of [
          "DROP TABLE app.orders",
          "CREATE TABLE app.mine (id int)",
          `ALTER DATABASE ${name} RESET ALL`,
        ])
          await assert.rejects(session.query(refused), { code: "42501" }, refused);
      });
    });
  });
}
