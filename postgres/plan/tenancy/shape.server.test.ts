import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../test/servers";
import { ONE, openScene, type TenancyScene } from "./testing/scene";

for (const major of MAJORS) {
  describe(`indexes and owners of tenant tables on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    before(async () => {
      scene = await openScene(major);
      await asOwner(
        "CREATE TABLE app.jobs (tenant_id uuid NOT NULL, id int, note text)",
        "CREATE INDEX jobs_tenant ON app.jobs (tenant_id)",
        "CREATE TABLE app.parts (tenant_id uuid NOT NULL, id int) PARTITION BY RANGE (id)",
        "CREATE TABLE app.parts_1 PARTITION OF app.parts DEFAULT",
        "CREATE INDEX parts_tenant ON app.parts (tenant_id)",
      );
      await scene.apply(scene.intent());
    });
    after(() => scene.close());

    const asOwner = (...statements: string[]) =>
      scene.admin(async (session) => {
        await session.query(`SET ROLE "${scene.roles.owner}"`);
        for (const statement of statements) await session.query(statement);
      });
    const report = async (key: string) => (await scene.plan(scene.intent())).reports[key] ?? "";

    test("an index that was dropped is seen, and made again where the table is small", async () => {
      assert.deepEqual(await scene.lines(scene.intent()), []);
      await asOwner("DROP INDEX app.jobs_tenant");
      assert.deepEqual(await scene.lines(scene.intent()), ["table app.jobs: gains an index on tenant_id"]);
      await scene.apply(scene.intent());
      assert.deepEqual(await scene.lines(scene.intent()), []);
      const rows = await scene.admin((session) =>
        session.rows("SELECT indexdef FROM pg_catalog.pg_indexes WHERE tablename = 'jobs'"),
      );
      assert.match(String(rows), /ON app\.jobs USING btree \(tenant_id\)$/);
    });

    test("one of a partitioned table is made once, for all of its partitions", async () => {
      await asOwner("DROP INDEX app.parts_tenant");
      assert.deepEqual(await scene.lines(scene.intent()), ["table app.parts: gains an index on tenant_id"]);
      await scene.apply(scene.intent());
      assert.deepEqual(await scene.lines(scene.intent()), []);
      const rows = await scene.admin((session) =>
        session.rows("SELECT tablename FROM pg_catalog.pg_indexes WHERE tablename LIKE 'parts%' ORDER BY 1"),
      );
      assert.deepEqual(rows.flat(), ["parts", "parts_1"]);
    });

    test("of a large table it is reported with the way that takes no long lock", async () => {
      await asOwner(
        `INSERT INTO app.jobs SELECT '${ONE}', g, repeat('x', 1000) FROM generate_series(1, 9000) g`,
      );
      for (const [name] of await scene.admin((session) =>
        session.rows("SELECT indexname FROM pg_catalog.pg_indexes WHERE tablename = 'jobs'"),
      ))
        await asOwner(`DROP INDEX app."${name}"`);
      assert.deepEqual(await scene.lines(scene.intent()), []);
      assert.match(await report("table app.jobs"), /no index leads with tenant_id.*palisade migration/);
      // As large, in a partition.
      await asOwner(
        `INSERT INTO app.parts SELECT '${ONE}', g FROM generate_series(1, 200000) g`,
        ...["parts_tenant_id_idx"].map((name) => `DROP INDEX app.${name}`),
      );
      assert.deepEqual(await scene.lines(scene.intent()), []);
      assert.match(await report("table app.parts"), /no index leads with tenant_id/);
      await asOwner("DROP TABLE app.jobs, app.parts");
    });

    test("where its owner may not make it, it is reported", async () => {
      const { stranger } = scene.roles;
      await asOwner("CREATE TABLE app.jobs (tenant_id uuid NOT NULL, id int)");
      await scene.admin((session) => session.query(`ALTER TABLE app.jobs OWNER TO "${stranger}"`));
      const text = await report("table app.jobs");
      assert.match(text, /no index leads with tenant_id/);
      assert.ok(!(await scene.lines(scene.intent())).some((line) => /gains an index/.test(line)));
    });

    test("a table of another owner is reported, unless policies show him its rows or bind him not at all", async () => {
      const { owner, stranger } = scene.roles;
      const told = new RegExp(
        `belongs to ${stranger}, whom FORCE .* binds and no policy shows a row.*ALTER TABLE "app"\\."jobs" OWNER TO "${owner}"`,
      );
      assert.match(await report("table app.jobs"), told);
      const unforced = (await scene.plan(scene.intent({ force: false }))).reports["table app.jobs"] ?? "";
      assert.doesNotMatch(unforced, /belongs to/);
      for (const [give, take] of [
        [`GRANT "${owner}" TO "${stranger}"`, `REVOKE "${owner}" FROM "${stranger}"`],
        [`ALTER ROLE "${stranger}" BYPASSRLS`, `ALTER ROLE "${stranger}" NOBYPASSRLS`],
      ] as const) {
        await scene.admin((session) => session.query(give));
        assert.doesNotMatch(await report("table app.jobs"), /belongs to/, give);
        await scene.admin((session) => session.query(take));
      }
      await scene.admin((session) => session.query(`ALTER TABLE app.jobs OWNER TO "${owner}"`));
      assert.doesNotMatch(await report("table app.jobs"), /belongs to/);
      await asOwner("DROP TABLE app.jobs");
    });
  });
}
