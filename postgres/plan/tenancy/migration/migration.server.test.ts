import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { readDatabaseModel } from "../../../catalog/read-model";
import { type Session, withSession } from "../../../connect/session";
import { ONE, openScene, type TenancyScene, TWO } from "../testing/scene";
import { migrationOf } from "./migration";
import { type Migration, migrationStatements } from "./step";

/** A schema that knew tenants from the start in no key, and not always in a row. */
const OLD = [
  "CREATE TABLE old.orders (id bigint PRIMARY KEY, tenant_id uuid, note text CONSTRAINT orders_note UNIQUE)",
  "CREATE TABLE old.lines (id bigint, tenant_id uuid, order_id bigint CONSTRAINT lines_order REFERENCES old.orders ON DELETE CASCADE)",
  "CREATE UNIQUE INDEX lines_id ON old.lines (id)",
  "CREATE TABLE old.events (tenant_id uuid, id bigint, at date) PARTITION BY RANGE (at)",
  "CREATE TABLE old.events_1 PARTITION OF old.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
  "CREATE TABLE old.events_2 PARTITION OF old.events FOR VALUES FROM ('2027-01-01') TO ('2029-01-01') PARTITION BY RANGE (at)",
  "CREATE TABLE old.events_2_1 PARTITION OF old.events_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
  `INSERT INTO old.orders SELECT n, '${ONE}', 'note ' || n FROM generate_series(1, 500) n`,
  `INSERT INTO old.lines SELECT n, '${ONE}', n FROM generate_series(1, 500) n`,
  `INSERT INTO old.events SELECT '${TWO}', n, '2026-06-01' FROM generate_series(1, 500) n`,
];

const WRITES = (id: number) => [
  `INSERT INTO old.orders VALUES (${id}, '${TWO}', 'written ${id}')`,
  `INSERT INTO old.lines VALUES (${id}, '${TWO}', ${id})`,
  `INSERT INTO old.events VALUES ('${TWO}', ${id}, '2027-06-01')`,
  `UPDATE old.orders SET note = note || '!' WHERE id = ${id}`,
];

for (const major of MAJORS) {
  describe(`the migration on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let written = 1000;

    before(async () => {
      scene = await openScene(major);
    });
    after(() => scene.close());

    const fresh = () =>
      scene.admin(async (session) => {
        await session.query("DROP SCHEMA IF EXISTS old CASCADE");
        await session.query(`CREATE SCHEMA old AUTHORIZATION "${scene.roles.owner}"`);
        await session.query(`SET ROLE "${scene.roles.owner}"`);
        for (const sql of OLD) await session.query(sql);
      });
    const planned = (keys: boolean): Promise<Migration> =>
      scene.admin(async (session) =>
        migrationOf(await readDatabaseModel(session, { schemas: ["old"], columns: true }), {
          columns: ["tenant_id"],
          keys,
        }),
      );
    /** Writes that give up as soon as they have to wait. */
    const write = () =>
      withSession(scene.database.settings, async (session) => {
        await session.query("SET lock_timeout = '500ms'");
        for (const sql of WRITES(++written)) await session.query(sql);
      });
    /** Makes a statement, and lets others write at the moment at which it holds all that it ever holds. */
    const runBeside = async (session: Session, sql: string) => {
      if (!sql.includes("CONCURRENTLY")) {
        await session.query("BEGIN");
        await session.query(sql);
        if (sql.includes("VALIDATE")) await write();
        await session.query("COMMIT");
        return;
      }
      const [pid] = await session.query<{ pid: number }>("SELECT pg_catalog.pg_backend_pid() AS pid");
      await withSession(scene.database.settings, async (older) => {
        // It waits for transactions that have written to the table, and for those that may still look at it.
        await older.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
        for (const one of WRITES(++written)) await older.query(one);
        let done = false;
        const running = session.query(sql).finally(() => {
          done = true;
        });
        running.catch(() => undefined);
        let waits = false;
        while (!waits && !done)
          waits =
            (await older.query(`SELECT FROM pg_catalog.pg_locks WHERE NOT granted AND pid = ${pid?.pid}`))
              .length > 0;
        assert.ok(waits, `${sql} was to be held up`);
        await write();
        await older.query("COMMIT");
        await running;
      });
    };
    const run = (migration: Migration) =>
      scene.admin(async (session) => {
        for (const sql of migrationStatements(migration)) {
          if (sql.startsWith("SET lock_timeout")) await session.query(sql);
          else await runBeside(session, sql);
        }
      });
    const intent = () => scene.intent({ schemas: ["old"] });

    test("others write while it validates and builds; afterwards nothing is refused or missing", async () => {
      await fresh();
      const refused = (await scene.plan(intent())).problems.map(({ reason }) => reason);
      assert.equal(refused.length, 3, refused.join("\n"));
      for (const reason of refused) assert.match(reason, /tenant_id that may be NULL.*palisade migration/);
      const before = await scene.plan(intent());
      // Small as it is, an update would make the index itself; the migration comes first.
      const gains = before.changes.filter(({ object }) => object === "table old.events");
      assert.ok(
        gains.some(({ text }) => text === "gains an index on tenant_id"),
        JSON.stringify(gains),
      );
      await run(await planned(false));
      const { problems, reports } = await scene.plan(intent());
      assert.deepEqual(problems, []);
      for (const text of Object.values(reports)) assert.doesNotMatch(text, /no index/);
      assert.deepEqual(await planned(false), { steps: [], left: [] });
      await scene.apply(intent());
      assert.deepEqual(await scene.lines(intent()), []);
    });

    test("keys get the tenant's column, and nothing looks past row security any more", async () => {
      await fresh();
      assert.match(
        (await scene.plan(intent())).reports["table old.lines"] ?? "",
        /lines_order may tie a row to another tenant's.*FOREIGN KEY \("tenant_id", "order_id"\)/,
      );
      const migration = await planned(true);
      assert.deepEqual(migration.left, []);
      // What the index of a composite key does, no second one is built for.
      for (const { sql } of migration.steps) assert.doesNotMatch(sql, /^CREATE INDEX .*"(orders|lines)" /);
      await run(migration);
      const { problems, reports } = await scene.plan(intent());
      assert.deepEqual(problems, []);
      assert.deepEqual(
        Object.keys(reports).filter((object) => object.includes("old.")),
        [],
      );
      assert.deepEqual(await planned(true), { steps: [], left: [] });
      const keys = await scene.admin((session) =>
        session.rows(
          `SELECT conname, pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint
            WHERE connamespace = 'old'::regnamespace AND contype IN ('p', 'u', 'f') ORDER BY 1`,
        ),
      );
      assert.deepEqual(keys, [
        [
          "lines_order_tenant",
          "FOREIGN KEY (tenant_id, order_id) REFERENCES old.orders(tenant_id, id) ON DELETE CASCADE",
        ],
        ["orders_note", "UNIQUE (tenant_id, note)"],
        ["orders_pkey", "PRIMARY KEY (tenant_id, id)"],
      ]);
    });

    test("what an interrupted attempt left is no obstacle", async () => {
      await fresh();
      await scene.admin(async (session) => {
        await session.query(`INSERT INTO old.lines VALUES (7000, NULL, 1)`);
        await session.query(
          `ALTER TABLE old.lines ADD CONSTRAINT lines_tenant_id_not_null CHECK (tenant_id IS NOT NULL) NOT VALID`,
        );
        await assert.rejects(
          session.query("CREATE UNIQUE INDEX CONCURRENTLY lines_tenant_idx ON old.lines (tenant_id)"),
          /could not create unique index/,
        );
        await session.query(`UPDATE old.lines SET tenant_id = '${ONE}' WHERE tenant_id IS NULL`);
      });
      await run(await planned(false));
      assert.deepEqual(await planned(false), { steps: [], left: [] });
    });

    test("the writer of these tests does stop at the blocking way", async () => {
      await fresh();
      for (const sql of [
        "CREATE INDEX blocking ON old.orders (tenant_id)",
        "ALTER TABLE old.orders ALTER note SET NOT NULL",
      ])
        await scene.admin(async (session) => {
          await session.query("BEGIN");
          await session.query(sql);
          await assert.rejects(write(), { code: "55P03" });
          await session.query("ROLLBACK");
        });
    });
  });
}
