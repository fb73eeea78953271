import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { openScene, type TenancyScene, TOTALS } from "../testing/scene";
import { Guarded, OPENINGS } from "./testing/guarded";

const PROTECTED = "enabled, forced: palisade_owner, palisade_tenant";

/** A table that has row security already, by a policy of somebody's own that shows every row. */
const opened = (table: string, columns: string) => [
  `CREATE TABLE ${table} (${columns})`,
  `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY p ON ${table} USING (true)`,
];

/** The statements that make such a table a tenant table. */
const OPENED: readonly (readonly [string, readonly string[]])[] = [
  [
    "SET SCHEMA",
    [...opened("attic.fresh", "tenant_id uuid NOT NULL"), "ALTER TABLE attic.fresh SET SCHEMA app"],
  ],
  [
    "RENAME COLUMN",
    [...opened("app.fresh", "x uuid NOT NULL"), "ALTER TABLE app.fresh RENAME COLUMN x TO tenant_id"],
  ],
  [
    "ADD COLUMN",
    [...opened("app.fresh", "id int"), "ALTER TABLE app.fresh ADD COLUMN tenant_id uuid NOT NULL"],
  ],
  [
    "ATTACH PARTITION",
    [
      ...opened("attic.fresh", "LIKE app.events"),
      "ALTER TABLE app.events ATTACH PARTITION attic.fresh FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
    ],
  ],
  [
    "ALTER SCHEMA … RENAME",
    [...opened("attic.fresh", "tenant_id uuid NOT NULL"), "ALTER SCHEMA attic RENAME TO later"],
  ],
];

/** A partition in a schema that is not declared has policies of ours, and so does a table that was moved or renamed. */
const MOVED: readonly (readonly [string, readonly string[], string])[] = [
  ["SET SCHEMA", ["ALTER TABLE app.orders SET SCHEMA attic"], "attic.orders"],
  ["RENAME COLUMN", ["ALTER TABLE app.orders RENAME COLUMN tenant_id TO org"], "app.orders"],
  [
    "RENAME of both",
    [
      "ALTER TABLE app.orders RENAME COLUMN tenant_id TO org",
      "ALTER TABLE app.orders RENAME TO import_orders",
    ],
    "app.import_orders",
  ],
  [
    "NO INHERIT",
    ["CREATE TABLE attic.child () INHERITS (app.orders)", "ALTER TABLE attic.child NO INHERIT app.orders"],
    "attic.child",
  ],
];

for (const major of MAJORS) {
  describe(`ways past the guard on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;

    before(async () => {
      scene = await openScene(major);
      await scene.admin((session) =>
        session.query(`CREATE SCHEMA attic AUTHORIZATION "${scene.roles.owner}"`),
      );
      owner = await Guarded.login(scene, scene.roles.owner);
    });
    after(async () => {
      await owner.end();
      await scene.close();
    });

    const guard = async (mode: string, changes: Record<string, unknown> = {}) => {
      const except = [TOTALS, { schema: "app", pattern: "import_*", reason: "raw" }];
      const intent = scene.intent({ guard: mode, schemas: ["app", "later"], except, ...changes });
      await scene.apply(intent);
      assert.deepEqual(await scene.lines(intent), []);
    };

    test("a policy that nobody declared protects nothing: the table is refused, or warned of", async () => {
      for (const mode of ["protect", "refuse", "report"]) {
        await guard(mode);
        for (const [title, statements] of OPENED) {
          const { codes, refused, messages, hint } = await owner.outcome(...statements);
          assert.deepEqual([codes, refused], [["PLG03"], mode !== "report"], `${mode} ${title}: ${messages}`);
          assert.match(messages.join(), /^table \w+\.fresh has policy p, which is not declared/, title);
          if (refused) assert.match(hint ?? "", /^drop the policy before .* declare it in policies/);
        }
      }
    });

    test("the managing role may, and the table gets what is wanted beside it", async () => {
      await guard("protect");
      const tables = await scene.admin(async (session) => {
        await session.query("BEGIN");
        for (const sql of OPENED[0]?.[1] ?? []) await session.query(sql);
        const rows = await session.rows(
          "SELECT polname FROM pg_catalog.pg_policy WHERE polrelid = 'app.fresh'::regclass ORDER BY 1",
        );
        await session.query("ROLLBACK");
        return rows.flat();
      });
      assert.deepEqual(tables, ["p", "palisade_owner", "palisade_tenant"]);
    });

    test("a table that came closed gets its policies, and one with a forged name of them is refused", async () => {
      await guard("protect");
      const closed = opened("attic.fresh", "tenant_id uuid NOT NULL").slice(0, 2);
      const came = await owner.outcome(...closed, "ALTER TABLE attic.fresh SET SCHEMA app");
      assert.deepEqual([came.messages, came.tables["app.fresh"]], [[], PROTECTED]);
      const forged = await owner.outcome(
        ...closed,
        "CREATE POLICY palisade_tenant ON attic.fresh USING (true)",
      );
      assert.deepEqual(forged.codes, ["PLG02"]);
      // Before the guard was there nothing stopped it.
      await guard("off");
      await owner.run(...closed, "CREATE POLICY palisade_tenant ON attic.fresh USING (true)");
      await guard("protect");
      const { codes, messages } = await owner.outcome("ALTER TABLE attic.fresh SET SCHEMA app");
      await owner.run("DROP TABLE attic.fresh");
      assert.deepEqual(codes, ["PLG03"]);
      assert.match(messages.join(), /has policy palisade_tenant, which is not declared/);
    });

    test("what was moved out of the declaration, or renamed, keeps its protection", async () => {
      for (const mode of ["protect", "refuse", "report"]) {
        // A child of a protected table in another schema is refused where new tables are.
        const ways = MOVED.filter(([title]) => mode === "protect" || title !== "NO INHERIT");
        await guard(mode);
        for (const [title, statements, table] of ways) {
          const moved = await owner.outcome(...statements);
          assert.deepEqual([moved.refused, moved.messages], [false, []], `${mode} ${title}`);
          for (const opening of OPENINGS) {
            const sql = opening(table);
            const { codes, refused, messages } = await owner.outcome(...statements, sql);
            assert.deepEqual([codes, refused], [["PLG02"], mode !== "report"], `${sql}: ${messages}`);
          }
        }
      }
    });

    test("a declared policy is let be on its own tables, and nowhere else", async () => {
      const help = {
        name: "help",
        tables: [
          { schema: "app", name: "orders" },
          { schema: "app", name: "events" },
        ],
        command: "SELECT",
        roles: [scene.roles.stranger],
        using: "id > 0",
      };
      await guard("protect", { policies: [help] });
      const { messages } = await owner.outcome(
        "ALTER TABLE app.orders ADD COLUMN note text",
        // Its partition has it too.
        "ALTER TABLE app.events ADD COLUMN note text",
      );
      assert.deepEqual(messages, []);
      const elsewhere = await owner.outcome(
        ...opened("attic.fresh", "tenant_id uuid NOT NULL, id bigint").slice(0, 2),
        `CREATE POLICY help ON attic.fresh FOR SELECT TO "${scene.roles.stranger}" USING (id > 0)`,
        "ALTER TABLE attic.fresh SET SCHEMA app",
      );
      assert.deepEqual(elsewhere.codes, ["PLG03"]);
      assert.match(elsewhere.messages.join(), /has policy help/);
    });

    test("mode adopt: what was left in place is let be there, and not on another table", async () => {
      await scene.admin((session) =>
        session.query(`CREATE POLICY old ON app.orders TO "${scene.roles.stranger}" USING (true)`),
      );
      try {
        await guard("protect", { mode: "adopt" });
        const { messages } = await owner.outcome("ALTER TABLE app.orders ADD COLUMN note text");
        assert.deepEqual(messages, []);
        const other = await owner.outcome(
          ...opened("attic.fresh", "tenant_id uuid NOT NULL").slice(0, 2),
          `CREATE POLICY old ON attic.fresh TO "${scene.roles.stranger}" USING (true)`,
          "ALTER TABLE attic.fresh SET SCHEMA app",
        );
        assert.deepEqual(other.codes, ["PLG03"]);
      } finally {
        await scene.admin((session) => session.query("DROP POLICY old ON app.orders"));
      }
    });

    test("a table that gains another key is bound by it too", async () => {
      const keys = [
        { column: "tenant_id", columnType: "uuid" },
        { column: "workspace", columnType: "bigint", setting: "app.workspace" },
      ];
      const add = "ALTER TABLE app.orders ADD COLUMN workspace bigint NOT NULL DEFAULT 0";
      const qual =
        "SELECT pg_catalog.pg_get_expr(polqual, polrelid) FROM pg_catalog.pg_policy WHERE polname = 'palisade_tenant' AND polrelid = 'app.orders'::regclass";
      await guard("protect", { keys });
      await owner.run("BEGIN", add);
      const [[text] = []] = await owner.rows(qual);
      await owner.run("ROLLBACK");
      assert.match(String(text), /tenant_id = .* AND .*workspace = /s);
      await guard("refuse", { keys });
      const { codes, messages } = await owner.outcome(add);
      assert.deepEqual(codes, ["PLG01"]);
      assert.match(messages.join(), /has more of tenant_id or workspace than its policy binds/);
      await guard("off");
    });
  });
}
