import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../test/servers";
import { ONE, openScene, type TenancyScene, TWO } from "./testing/scene";

/** The default policy's condition, written in a way of one's own. */
const SAME = "tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)";

for (const major of MAJORS) {
  describe(`policies of the user's own on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    before(async () => {
      scene = await openScene(major);
      await scene.apply(scene.intent());
    });
    after(() => scene.close());

    const orders = [{ schema: "app", name: "orders" }];
    const intent = (...policies: Readonly<Record<string, unknown>>[]) => scene.intent({ policies });
    const problems = async (...policies: Readonly<Record<string, unknown>>[]) =>
      (await scene.plan(intent(...policies))).problems;
    const ids = async (role: string, tenant: string) =>
      (await scene.as(role, { "app.tenant_id": tenant }, "SELECT id::int FROM app.orders ORDER BY 1")).flat();
    const closing = {
      name: "only_open",
      tables: orders,
      permissive: false,
      roles: ["PUBLIC"],
      using: "state='open'   -- as text",
    };

    test("narrow what the default one opens, once they are applied, and a second plan is empty", async () => {
      await scene.admin((session) => session.query(`INSERT INTO app.orders VALUES ('${ONE}', 3, 'paid')`));
      const wanted = intent(closing);
      assert.deepEqual(await scene.lines(wanted), ["table app.orders: gains policy only_open to PUBLIC"]);
      await scene.apply(wanted);
      assert.deepEqual(await scene.lines(wanted), []);
      assert.deepEqual(await ids(scene.roles.app, ONE), [1]);
      await assert.rejects(
        scene.as(
          scene.roles.app,
          { "app.tenant_id": ONE },
          `INSERT INTO app.orders VALUES ('${ONE}', 4, 'paid')`,
        ),
        /row-level security/,
      );
    });

    test("another formatting is no difference, another meaning is one", async () => {
      assert.deepEqual(await scene.lines(intent({ ...closing, using: "( orders.state = 'open' )" })), []);
      assert.deepEqual(await scene.lines(intent({ ...closing, using: "state <> 'paid'" })), [
        "table app.orders: policy only_open is set right: was USING ((state = 'open'::app.state))",
      ]);
      await scene.admin((session) => session.query("ALTER POLICY only_open ON app.orders USING (true)"));
      assert.match(
        (await scene.lines(intent(closing)))[0] ?? "",
        /only_open is set right: was USING \(true\)/,
      );
      await scene.apply(intent(closing));
    });

    test("a clause that is declared no longer is taken away", async () => {
      const both = { ...closing, withCheck: "id > 0" };
      await scene.apply(intent(both));
      assert.match((await scene.lines(intent(closing)))[0] ?? "", /made anew: was WITH CHECK \(\(id > 0\)\)/);
      await scene.apply(intent(closing));
      assert.deepEqual(await scene.lines(intent(closing)), []);
    });

    test("one that is declared no longer: restrictive it stays and is reported, permissive it goes", async () => {
      assert.deepEqual(await scene.lines(intent()), []);
      assert.match(
        (await scene.plan(intent())).reports["table app.orders"] ?? "",
        /policy only_open is not declared/,
      );
      await scene.admin((session) => session.query("DROP POLICY only_open ON app.orders"));
    });

    test("take the place of the default one where they say so, and only there", async () => {
      const { app, owner, readonly } = scene.roles;
      const wanted = intent({ name: "mine", tables: orders, using: SAME, instead: true });
      assert.deepEqual((await scene.lines(wanted)).sort(), [
        `table app.orders: gains policy mine to ${app}, ${readonly}`,
        `table app.orders: loses policy palisade_tenant to ${app}, ${readonly}`,
      ]);
      await scene.apply(wanted);
      assert.deepEqual(await scene.lines(wanted), []);
      assert.deepEqual(await ids(app, TWO), [2]);
      assert.match((await scene.plan(wanted)).desired["table app.events"] ?? "", /palisade_tenant/);
      assert.match(
        (await scene.plan(wanted)).desired["table app.orders"] ?? "",
        new RegExp(`palisade_owner to ${owner}`),
      );
      await scene.apply(intent());
    });

    test("are for every tenant table where no table is named, partitions included", async () => {
      const everywhere = { name: "real", permissive: false, roles: ["PUBLIC"], using: "id > 0" };
      const lines = await scene.lines(intent(everywhere));
      assert.deepEqual(lines.map((line) => line.split(":")[0]).sort(), [
        "table app.events",
        "table app.events_2026",
        "table app.orders",
      ]);
    });

    test("one that opens the table is refused at its property, with what to write instead", async () => {
      const found = await problems({ name: "open", tables: orders, using: "true" });
      assert.deepEqual(found.map(({ path }) => path).sort(), ["policies[0]", "policies[0].using"]);
      for (const { reason } of found) assert.match(reason, /: .+, or waive "[a-z-]+" with a reason$/);
    });

    test("a finding is waived by name, with a reason; a waiver that waives nothing is refused", async () => {
      const policy = { name: "open", tables: orders, using: "true" };
      const waive = (await problems(policy)).map(({ reason }) => ({
        finding: /waive "([a-z-]+)"/.exec(reason)?.[1] ?? "",
        reason: "a public catalogue",
      }));
      assert.equal((await problems({ ...policy, waive: waive.slice(1) })).length, 1);
      assert.deepEqual(await problems({ ...policy, waive }), []);
      const more = [...waive, { finding: "no-such-finding", reason: "r" }];
      assert.deepEqual(await problems({ ...policy, waive: more }), [
        {
          path: "policies[0].waive[2].finding",
          reason: '"no-such-finding" is not found here: leave the waiver out',
        },
      ]);
    });

    test("what PostgreSQL's parser refuses is refused before the server is asked, with the place", async () => {
      const [found] = await problems({ name: "bad", tables: orders, using: "tenant_id = = 1" });
      assert.equal(found?.path, "policies[0].using");
      assert.match(found?.reason ?? "", /syntax error.*, at character 13/);
      const injected = "true); DROP TABLE app.orders; --";
      assert.equal(
        (await problems({ name: "bad", tables: orders, using: injected }))[0]?.path,
        "policies[0].using",
      );
    });

    test("what the server refuses is refused with its words and the table", async () => {
      const wrong = {
        name: "bad",
        tables: orders,
        permissive: false,
        roles: ["PUBLIC"],
        using: "nothing = 1",
      };
      const [found] = await problems(wrong);
      assert.equal(found?.path, "policies[0]");
      assert.match(
        found?.reason ?? "",
        /table app\.orders cannot have policy bad: column "nothing" does not exist/,
      );
    });

    test("a table that is not bound to a tenant is refused by its place in the list", async () => {
      const tables = [...orders, { schema: "app", name: "currencies" }];
      assert.deepEqual(await problems({ ...closing, tables }), [
        {
          path: "policies[0].tables[1].name",
          reason: 'there is no table "currencies" in app that is bound to a tenant or shared',
        },
      ]);
    });
  });
}
