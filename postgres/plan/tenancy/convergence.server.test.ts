import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../test/servers";
import { converge } from "../../apply/converge";
import { readDatabaseModel } from "../../catalog/read-model";
import { connect } from "../../connect/session";
import { planRowSecurity } from "./plan-row-security";
import { ONE, openScene, type TenancyScene, TWO } from "./testing/scene";

for (const major of MAJORS) {
  describe(`convergence of row security on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    before(async () => {
      scene = await openScene(major);
      await scene.apply(scene.intent());
    });
    after(() => scene.close());

    const sql = (text: string) => scene.admin((session) => session.query(text));

    test("a permissive policy that nobody declared is drift: it is dropped, and the line says that something is lost", async () => {
      const { app } = scene.roles;
      await sql(`CREATE POLICY back_door ON app.orders TO "${app}" USING (true)`);
      await sql(`CREATE POLICY other ON app.orders FOR SELECT TO PUBLIC USING (id > 0)`);
      const wanted = scene.intent();
      assert.deepEqual((await scene.lines(wanted)).sort(), [
        `table app.orders: loses policy back_door to ${app}`,
        `table app.orders: loses policy other to PUBLIC`,
      ]);
      assert.equal((await scene.as(app, { "app.tenant_id": ONE }, "SELECT 1 FROM app.orders")).length, 2);
      await scene.apply(wanted);
      assert.equal((await scene.as(app, { "app.tenant_id": ONE }, "SELECT 1 FROM app.orders")).length, 1);
      assert.deepEqual(await scene.lines(wanted), []);
    });

    test("in the mode adopt it stays and is reported", async () => {
      await sql("CREATE POLICY back_door ON app.orders USING (true)");
      const adopting = scene.intent({ mode: "adopt" });
      assert.deepEqual(await scene.lines(adopting), []);
      const { reports, desired, live } = await scene.plan(adopting);
      assert.match(
        reports["table app.orders"] ?? "",
        /policy back_door is not declared, and a permissive policy can only open/,
      );
      assert.equal(desired["table app.orders"], live["table app.orders"]);
      await scene.apply(scene.intent());
    });

    test("a restrictive policy that nobody declared stays in every mode and is reported", async () => {
      await sql("CREATE POLICY closing ON app.orders AS RESTRICTIVE USING (id > 0)");
      for (const mode of ["authoritative", "adopt"]) {
        assert.deepEqual(await scene.lines(scene.intent({ mode })), []);
        const { reports } = await scene.plan(scene.intent({ mode }));
        assert.match(
          reports["table app.orders"] ?? "",
          /policy closing is not declared: a restrictive policy opens nothing/,
        );
      }
      await sql("DROP POLICY closing ON app.orders");
    });

    test("a policy of ours that is declared no longer is dropped in every mode", async () => {
      const { stranger } = scene.roles;
      const support = [{ role: stranger, reason: "answers questions" }];
      const supported = scene.intent({ support, mode: "adopt" });
      await scene.apply(supported);
      assert.deepEqual(await scene.lines(supported), []);
      assert.ok(
        (await scene.lines(scene.intent({ mode: "adopt" }))).includes(
          `table app.orders: loses policy palisade_support to ${stranger}`,
        ),
      );
      await scene.apply(scene.intent({ mode: "adopt" }));
    });

    test("a support role sees every tenant and writes nothing; with ALL it writes; the tenants' policy knows nothing of it", async () => {
      const { app, stranger } = scene.roles;
      await sql(
        `GRANT USAGE ON SCHEMA app TO "${stranger}"; GRANT SELECT, UPDATE ON app.orders TO "${stranger}"`,
      );
      const support = (command: string) =>
        scene.intent({ support: [{ role: stranger, reason: "help", command }] });
      const before = (await scene.plan(scene.intent())).live["table app.orders"];
      await scene.apply(support("SELECT"));
      assert.deepEqual(await scene.as(stranger, {}, "SELECT id::int FROM app.orders ORDER BY 1"), [[1], [2]]);
      assert.deepEqual(
        await scene.as(stranger, {}, "UPDATE app.orders SET total = 1 WHERE id > 0 RETURNING 1"),
        [],
      );
      assert.deepEqual(await scene.as(app, { "app.tenant_id": TWO }, "SELECT id::int FROM app.orders"), [
        [2],
      ]);
      await scene.apply(support("ALL"));
      assert.equal(
        (await scene.as(stranger, {}, "UPDATE app.orders SET total = 1 WHERE id > 0 RETURNING 1")).length,
        2,
      );
      assert.deepEqual(await scene.lines(support("ALL")), []);
      await scene.apply(scene.intent());
      assert.equal((await scene.plan(scene.intent())).live["table app.orders"], before);
    });

    test("a tenant role that could be a support role is refused", async () => {
      const { app, stranger } = scene.roles;
      await sql(`GRANT "${stranger}" TO "${app}"`);
      const { problems } = await scene.plan(scene.intent({ support: [{ role: stranger, reason: "help" }] }));
      await sql(`REVOKE "${stranger}" FROM "${app}"`);
      assert.deepEqual(problems, [
        {
          path: "support[0].role",
          reason: `${app} is a member of ${stranger} and would see every tenant: take it out`,
        },
      ]);
    });

    /** What somebody breaks, all at once: every repair of one table in one transaction. */
    const damage = (app: string) => [
      "DROP POLICY palisade_owner ON app.orders",
      "ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY",
      `DROP POLICY palisade_tenant ON app.orders; CREATE POLICY palisade_tenant ON app.orders FOR SELECT TO "${app}" USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))`,
      `CREATE POLICY narrow ON app.orders TO "${app}" USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid) AND id > 0)`,
    ];

    test("while it is repaired, again and again, a tenant that keeps reading sees its own rows and nobody else's at every moment", async () => {
      const { app, owner } = scene.roles;
      await scene.admin(async (session) => {
        await session.query(`ALTER ROLE "${app}" LOGIN PASSWORD 'only-for-tests'`);
        await session.query(`GRANT CONNECT ON DATABASE "${scene.database.name}" TO "${app}"`);
      });
      const reader = await connect({ ...scene.database.settings, user: app, password: "only-for-tests" });
      await reader.query("SELECT set_config('app.tenant_id', $1, false)", [ONE]);
      const seen = new Map<string, number>();
      let stop = false;
      const reading = (async () => {
        while (!stop) {
          const key = JSON.stringify(await reader.rows("SELECT id::int FROM app.orders"));
          seen.set(key, (seen.get(key) ?? 0) + 1);
        }
      })();
      for (let round = 0; round < 6; round++) {
        await scene.admin(async (session) => {
          await session.query("BEGIN");
          await session.query(`SET LOCAL ROLE "${owner}"`);
          for (const statement of damage(app)) await session.query(statement);
          await session.query("COMMIT");
        });
        assert.notDeepEqual(await scene.lines(scene.intent()), []);
        await scene.apply(scene.intent());
        assert.deepEqual(await scene.lines(scene.intent()), []);
      }
      stop = true;
      await reading;
      await reader.end();
      assert.deepEqual([...seen.keys()], ["[[1]]"]);
      assert.ok((seen.get("[[1]]") ?? 0) > 20, `read ${seen.get("[[1]]")} times`);
    });

    test("a table that is locked is waited for and then left as it was, with its other tables", async () => {
      await sql(
        "ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY; ALTER TABLE app.events NO FORCE ROW LEVEL SECURITY",
      );
      const settings = { ...scene.database.settings, lockTimeout: 200 };
      await scene.admin(async (session) => {
        await session.query("BEGIN");
        await session.query("LOCK TABLE app.orders IN ACCESS SHARE MODE");
        await assert.rejects(
          converge(settings, async (own) =>
            planRowSecurity(scene.intent(), await readDatabaseModel(own, { columns: true })),
          ),
          /lock/,
        );
        await session.query("ROLLBACK");
      });
      assert.equal((await scene.lines(scene.intent())).length, 2);
      await scene.apply(scene.intent());
    });
  });
}
