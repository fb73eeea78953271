import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../../test/servers";
import { converge } from "../../apply/converge";
import { readDatabaseModel } from "../../catalog/read-model";
import { type Session, withSession } from "../../connect/session";
import { createShopObjects, createShopRoles, dropShopRoles, type ShopRoles } from "../../testing/shop";
import { TENANT_COLUMN_TYPES } from "../words";
import type { RowSecurityIntent } from "./intent";
import { parseRowSecurity } from "./parse";
import { planRowSecurity } from "./plan-row-security";

const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";

/** A materialized view with the tenant column, which cannot be protected. */
const TOTALS = { schema: "app", name: "totals", reason: "read by the owner's reports only" };

for (const major of MAJORS) {
  describe(`RowSecurity on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let roles: ShopRoles;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "rows");
      await admin(async (session) => {
        roles = await createShopRoles(session, uniqueName("shop"));
        await createShopObjects(session, roles.owner);
        await session.query(`GRANT USAGE ON SCHEMA app TO "${roles.app}"`);
        await session.query(
          `GRANT SELECT, INSERT, UPDATE, DELETE ON app.orders, app.events, app.open_orders TO "${roles.app}"`,
        );
        await session.query(`INSERT INTO app.orders VALUES ('${ONE}', 1), ('${TWO}', 2)`);
      });
    });

    after(async () => {
      const server = await serverFor(major);
      await database.drop();
      await withSession(server.settings, (session) => dropShopRoles(session, roles));
    });

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const intent = (changes: Record<string, unknown> = {}): RowSecurityIntent => {
      const parsed = parseRowSecurity({
        database: database.name,
        schemas: ["app"],
        tenantRoles: [roles.app, roles.readonly],
        owner: roles.owner,
        guard: "off",
        ...(changes["schemas"] === undefined ? { except: [TOTALS] } : {}),
        ...changes,
      });
      assert.deepEqual(parsed.problems, []);
      return parsed.intent as RowSecurityIntent;
    };
    const read = (session: Session) => readDatabaseModel(session, { columns: true });
    const plan = (wanted = intent()) =>
      admin(async (session) => planRowSecurity(wanted, await read(session)));
    const apply = (wanted = intent()) =>
      converge(database.settings, async (session) => planRowSecurity(wanted, await read(session)));
    const lines = async (wanted = intent()) =>
      (await plan(wanted)).changes.map(({ object, text }) => `${object}: ${text}`);
    const asApp = (tenant: string | undefined, sql: string) =>
      admin(async (session) => {
        await session.query("BEGIN");
        await session.query(`SET LOCAL ROLE "${roles.app}"`);
        if (tenant !== undefined)
          await session.query("SELECT set_config('app.tenant_id', $1, true)", [tenant]);
        const rows = await session.query<{ id: string }>(sql);
        await session.query("ROLLBACK");
        return rows.map(({ id }) => Number(id));
      });

    test("every table with the tenant column is protected, partitions included, and a second plan is empty", async () => {
      await apply();
      assert.deepEqual(await lines(), []);
      const { live } = await plan();
      const views = major >= 15 ? ["view app.open_orders"] : [];
      assert.deepEqual(Object.keys(live), [
        "materialized view app.totals",
        "table app.events",
        "table app.events_2026",
        "table app.orders",
        ...views,
      ]);
      for (const [key, text] of Object.entries(live)) {
        if (key.startsWith("table "))
          assert.match(text, /^enabled, forced; palisade_owner to .*; palisade_tenant to /);
      }
    });

    test("a tenant sees and writes its own rows only; without a tenant there are none", async () => {
      await apply();
      assert.deepEqual(await asApp(ONE, "SELECT id FROM app.orders"), [1]);
      assert.deepEqual(await asApp(TWO, "SELECT id FROM app.orders"), [2]);
      assert.deepEqual(await asApp(undefined, "SELECT id FROM app.orders"), []);
      assert.deepEqual(await asApp("", "SELECT id FROM app.orders"), []);
      assert.deepEqual(
        await asApp(ONE, `UPDATE app.orders SET total = 1 WHERE tenant_id = '${TWO}' RETURNING id`),
        [],
      );
      await assert.rejects(
        asApp(ONE, `INSERT INTO app.orders VALUES ('${TWO}', 3) RETURNING id`),
        /row-level security/,
      );
      if (major >= 15) assert.deepEqual(await asApp(ONE, "SELECT id FROM app.open_orders"), [1]);
    });

    test("the owner's migrations see every row under FORCE", async () => {
      await apply();
      const rows = await admin(async (session) => {
        await session.query(`SET ROLE "${roles.owner}"`);
        return session.query("SELECT id FROM app.orders");
      });
      assert.equal(rows.length, 2);
    });

    const drifts: readonly [string, (r: ShopRoles) => string, RegExp][] = [
      [
        "row security disabled",
        () => "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
        /table app\.orders: gains ENABLE ROW LEVEL SECURITY/,
      ],
      [
        "FORCE taken away",
        () => "ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY",
        /table app\.orders: gains FORCE ROW LEVEL SECURITY/,
      ],
      [
        "the policy opened",
        () => "ALTER POLICY palisade_tenant ON app.orders USING (true)",
        /palisade_tenant is set right: was USING \(true\)/,
      ],
      [
        "the check opened",
        () => "ALTER POLICY palisade_tenant ON app.orders WITH CHECK (true)",
        /palisade_tenant is set right: was WITH CHECK \(true\)/,
      ],
      [
        "the policy widened to PUBLIC",
        () => "ALTER POLICY palisade_tenant ON app.orders TO PUBLIC",
        /palisade_tenant is set right: was TO PUBLIC/,
      ],
      [
        "the policy dropped",
        () => "DROP POLICY palisade_tenant ON app.orders",
        /gains policy palisade_tenant/,
      ],
      [
        "the owner's policy dropped",
        () => "DROP POLICY palisade_owner ON app.orders",
        /gains policy palisade_owner/,
      ],
      [
        "the policy made anew for one command",
        (r) =>
          `DROP POLICY palisade_tenant ON app.orders; CREATE POLICY palisade_tenant ON app.orders FOR SELECT TO "${r.app}" USING (true)`,
        /palisade_tenant is made anew: was FOR SELECT/,
      ],
      [
        "a new table",
        (r) => `SET ROLE "${r.owner}"; CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int)`,
        /table app\.fresh: gains ENABLE ROW LEVEL SECURITY/,
      ],
      [
        "a new partition",
        (r) =>
          `SET ROLE "${r.owner}"; CREATE TABLE app.events_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`,
        /table app\.events_2027: gains FORCE ROW LEVEL SECURITY/,
      ],
    ];
    for (const [name, drift, expected] of drifts) {
      test(`drift is seen and repaired: ${name}`, async () => {
        await apply();
        await admin((session) => session.query(drift(roles)));
        const seen = await lines();
        assert.ok(
          seen.some((line) => expected.test(line)),
          `expected ${expected} in:\n${seen.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });
    }

    test("a formatting of the same policy is no difference", async () => {
      await apply();
      await admin((session) =>
        session.query(
          `ALTER POLICY palisade_tenant ON app.orders
             USING ((tenant_id) = (SELECT CAST(NULLIF(current_setting('app.tenant_id', TRUE), '') AS uuid)))`,
        ),
      );
      assert.deepEqual(await lines(), []);
    });

    for (const type of TENANT_COLUMN_TYPES) {
      test(`the stored form is known for a tenant column of type ${type} with a keyword for a name`, async () => {
        const schema = `keys_${type}`;
        await admin(async (session) => {
          await session.query(`CREATE SCHEMA ${schema} AUTHORIZATION "${roles.owner}"`);
          await session.query(
            `CREATE TABLE ${schema}.t ("group" ${type} NOT NULL, "Other" ${type} NOT NULL, id int)`,
          );
        });
        for (const column of ["group", "Other"]) {
          const wanted = intent({ schemas: [schema], column, columnType: type, setting: "my.tenant" });
          await apply(wanted);
          assert.deepEqual(await lines(wanted), []);
          await admin((session) => session.query(`DROP POLICY palisade_tenant ON ${schema}.t`));
        }
      });
    }

    test("what no update can mend is reported: index, foreign policies, materialized views", async () => {
      await admin(async (session) => {
        await session.query("CREATE TABLE app.unindexed (tenant_id uuid NOT NULL, id int)");
        await session.query("CREATE POLICY mine ON app.unindexed USING (true)");
      });
      const adopting = intent({ mode: "adopt" });
      await apply(adopting);
      const { reports } = await plan(adopting);
      assert.match(reports["table app.unindexed"] ?? "", /no index leads with tenant_id/);
      assert.match(
        reports["table app.unindexed"] ?? "",
        /policy mine is not declared, and a permissive policy can only open the table further/,
      );
      assert.match(reports["materialized view app.totals"] ?? "", /rows of every tenant/);
      assert.equal(reports["table app.orders"], undefined);
      if (major < 15) assert.match(reports["view app.open_orders"] ?? "", /needs PostgreSQL 15/);
    });

    test("a tenant column of another type is refused with its name", async () => {
      await admin((session) => session.query("CREATE SCHEMA other CREATE TABLE t (tenant_id text NOT NULL)"));
      const { problems } = await plan(intent({ schemas: ["other"] }));
      assert.match(
        problems[0]?.reason ?? "",
        /table other\.t has tenant_id of type text, and uuid is declared/,
      );
    });
  });
}
