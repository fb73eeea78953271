import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { openScene, type TenancyScene } from "../testing/scene";
import { Guarded } from "./testing/guarded";

const PROTECTED = "enabled, forced: palisade_owner, palisade_tenant";

const EXCEPT = [
  { schema: "app", name: "totals", reason: "the owner's" },
  { schema: "app", pattern: "import_*", reason: "raw" },
];

/** Each way in which a tenant table comes to be in a declared schema: the statements, and the table. */
const NEW: readonly (readonly [string, readonly string[], string])[] = [
  ["CREATE TABLE", ["CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id int)"], "app.fresh"],
  [
    "CREATE UNLOGGED TABLE",
    ["CREATE UNLOGGED TABLE app.fresh (tenant_id uuid NOT NULL, id int)"],
    "app.fresh",
  ],
  ["CREATE TABLE … LIKE", ["CREATE TABLE app.fresh (LIKE app.orders INCLUDING ALL)"], "app.fresh"],
  ["CREATE TABLE AS", ["CREATE TABLE app.fresh AS SELECT * FROM app.orders"], "app.fresh"],
  ["SELECT INTO", ["SELECT tenant_id INTO app.fresh FROM app.orders"], "app.fresh"],
  [
    "CREATE TABLE in a DO block",
    ["DO $$ BEGIN EXECUTE 'CREATE TABLE app.fresh (tenant_id uuid NOT NULL)'; END $$"],
    "app.fresh",
  ],
  ["a child table", ["CREATE TABLE app.fresh (more int) INHERITS (app.orders)"], "app.fresh"],
  [
    "CREATE TABLE … PARTITION OF",
    ["CREATE TABLE app.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"],
    "app.fresh",
  ],
  [
    "ATTACH PARTITION",
    [
      "CREATE TABLE attic.fresh (LIKE app.events)",
      "ALTER TABLE app.events ATTACH PARTITION attic.fresh FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
    ],
    "attic.fresh",
  ],
  [
    "CREATE TABLE … PARTITION OF in a schema that is not declared",
    ["CREATE TABLE attic.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"],
    "attic.fresh",
  ],
  [
    "a partition of a partition in a schema that is not declared",
    [
      "CREATE TABLE attic.fresh PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') PARTITION BY RANGE (at)",
      "CREATE TABLE attic.part PARTITION OF attic.fresh DEFAULT",
    ],
    "attic.part",
  ],
  [
    "INHERIT in a schema that is not declared",
    [
      "CREATE TABLE attic.fresh (LIKE app.orders INCLUDING ALL)",
      "ALTER TABLE attic.fresh INHERIT app.orders",
    ],
    "attic.fresh",
  ],
  [
    "ADD COLUMN",
    ["CREATE TABLE app.fresh (id int)", "ALTER TABLE app.fresh ADD COLUMN tenant_id uuid NOT NULL"],
    "app.fresh",
  ],
  [
    "ADD COLUMN to a partitioned table",
    [
      "CREATE TABLE app.whole (id int) PARTITION BY RANGE (id)",
      "CREATE TABLE app.fresh PARTITION OF app.whole DEFAULT",
      "ALTER TABLE app.whole ADD COLUMN tenant_id uuid NOT NULL",
    ],
    "app.fresh",
  ],
  [
    "RENAME COLUMN",
    ["CREATE TABLE app.fresh (org uuid NOT NULL)", "ALTER TABLE app.fresh RENAME COLUMN org TO tenant_id"],
    "app.fresh",
  ],
  [
    "ALTER TABLE … SET SCHEMA",
    ["CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)", "ALTER TABLE attic.fresh SET SCHEMA app"],
    "app.fresh",
  ],
  [
    "a typed table",
    ["CREATE TYPE attic.kind AS (tenant_id uuid, id int)", "CREATE TABLE app.fresh OF attic.kind"],
    "app.fresh",
  ],
  [
    "ALTER TYPE … CASCADE",
    [
      "CREATE TYPE attic.kind AS (id int)",
      "CREATE TABLE app.fresh OF attic.kind",
      "ALTER TYPE attic.kind ADD ATTRIBUTE tenant_id uuid CASCADE",
    ],
    "app.fresh",
  ],
  [
    "ALTER TYPE … RENAME ATTRIBUTE … CASCADE, of a partitioned table",
    [
      "CREATE TYPE attic.kind AS (org uuid, id int)",
      "CREATE TABLE app.whole OF attic.kind PARTITION BY RANGE (id)",
      "CREATE TABLE attic.fresh PARTITION OF app.whole DEFAULT",
      "ALTER TYPE attic.kind RENAME ATTRIBUTE org TO tenant_id CASCADE",
    ],
    "attic.fresh",
  ],
  [
    "CREATE SCHEMA with a table in it",
    ["CREATE SCHEMA later CREATE TABLE fresh (tenant_id uuid NOT NULL)"],
    "later.fresh",
  ],
  [
    "ALTER SCHEMA … RENAME",
    ["CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)", "ALTER SCHEMA attic RENAME TO later"],
    "later.fresh",
  ],
  [
    "RENAME COLUMN of a part of an extension",
    [
      "CREATE EXTENSION hstore SCHEMA attic",
      "CREATE TABLE app.fresh (org uuid NOT NULL)",
      "ALTER EXTENSION hstore ADD TABLE app.fresh",
      "ALTER TABLE app.fresh RENAME COLUMN org TO tenant_id",
    ],
    "app.fresh",
  ],
  [
    "ALTER VIEW … RENAME COLUMN of a table",
    ["CREATE TABLE app.fresh (org uuid NOT NULL)", "ALTER VIEW app.fresh RENAME COLUMN org TO tenant_id"],
    "app.fresh",
  ],
  [
    "ALTER INDEX … RENAME of an excepted table",
    ["CREATE TABLE app.import_raw (tenant_id uuid NOT NULL)", "ALTER INDEX app.import_raw RENAME TO fresh"],
    "app.fresh",
  ],
  [
    "a name that is no word",
    [`CREATE TABLE app."o'%s ""x"" \\ $guard$;--" (tenant_id uuid NOT NULL)`],
    `app.o'%s "x" \\ $guard$;--`,
  ],
];

/** Each way in which somebody takes the protection of a table away. */
const TAKEN: readonly (readonly [string, readonly string[], RegExp])[] = [
  ["DISABLE", ["ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY"], /^table app\.orders must keep/],
  ["NO FORCE", ["ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY"], /^table app\.orders must keep/],
  [
    "DISABLE of a partition",
    ["ALTER TABLE app.events_2026 DISABLE ROW LEVEL SECURITY"],
    /^table app\.events_2026 must/,
  ],
  ["DROP POLICY", ["DROP POLICY palisade_tenant ON app.orders"], /^policy palisade_tenant on table app\.ord/],
  [
    "DROP POLICY of the owner's",
    ["DROP POLICY palisade_owner ON app.events"],
    /^policy palisade_owner on table/,
  ],
  ["ALTER POLICY … USING", ["ALTER POLICY palisade_tenant ON app.orders USING (true)"], /^policy palisade_t/],
  ["ALTER POLICY … TO", ["ALTER POLICY palisade_owner ON app.orders TO PUBLIC"], /^policy palisade_owner/],
  [
    "ALTER POLICY … RENAME",
    ["ALTER POLICY palisade_tenant ON app.orders RENAME TO mine"],
    /^policy mine on table app\.orders/,
  ],
  ["CREATE POLICY", ["CREATE POLICY mine ON app.orders USING (true)"], /^policy mine on table app\.orders/],
  [
    "DISABLE of a part of an extension",
    [
      "CREATE EXTENSION hstore SCHEMA attic",
      "ALTER EXTENSION hstore ADD TABLE app.orders",
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
    ],
    /^table app\.orders must keep/,
  ],
  [
    "DISABLE out of sight",
    [
      "ALTER TABLE app.currencies RENAME COLUMN code TO c",
      "ALTER TABLE app.orders RENAME COLUMN tenant_id TO org",
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
      "ALTER TABLE app.orders RENAME COLUMN org TO tenant_id",
    ],
    /^table app\.orders must keep/,
  ],
];

/** What is nobody's business but the owner's. */
const FREE: readonly (readonly [string, readonly string[]])[] = [
  ["a table without the column", ["CREATE TABLE app.plain (id int)"]],
  ["a temporary table", ["CREATE TEMP TABLE mine (tenant_id uuid)"]],
  ["a table elsewhere", ["CREATE TABLE attic.other (tenant_id uuid)"]],
  ["an excepted table", ["CREATE TABLE app.import_raw (tenant_id text)"]],
  ["a restrictive policy", ["CREATE POLICY less ON app.orders AS RESTRICTIVE USING (id > 0)"]],
  [
    "a policy on a table without the column",
    [
      "ALTER TABLE app.currencies ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY p ON app.currencies USING (true)",
      "ALTER POLICY p ON app.currencies USING (false)",
      "DROP POLICY p ON app.currencies",
    ],
  ],
  ["DROP TABLE", ["DROP TABLE app.orders CASCADE"]],
  [
    "what changes no protection",
    [
      "ALTER TABLE app.orders ADD COLUMN note text",
      "ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY",
      "CREATE INDEX ON app.orders (note)",
    ],
  ],
  [
    "a second partition level whose parts are already protected",
    ["ALTER TABLE app.events DETACH PARTITION app.events_2026"],
  ],
];

/** What cannot be protected. */
const IMPOSSIBLE: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "a materialized view",
    ["CREATE MATERIALIZED VIEW app.sums AS SELECT tenant_id FROM app.orders"],
    /^app\.sums has tenant_id, and a materialized view cannot/,
  ],
  [
    "a foreign table",
    ["CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER guard_nowhere"],
    /^app\.far has tenant_id, and a foreign table/,
  ],
  [
    "a column of another type",
    ["CREATE TABLE app.fresh (tenant_id text)"],
    /^app\.fresh has tenant_id, and not with the declared type: tenant_id uuid/,
  ],
];

for (const major of MAJORS) {
  describe(`the guard on PostgreSQL ${major}`, () => {
    let scene: TenancyScene;
    let owner: Guarded;

    before(async () => {
      scene = await openScene(major);
      await scene.admin(async (session) => {
        await session.query(`CREATE SCHEMA attic AUTHORIZATION "${scene.roles.owner}"`);
        await session.query(`GRANT TEMP ON DATABASE "${scene.database.name}" TO "${scene.roles.owner}"`);
        await session.query("CREATE FOREIGN DATA WRAPPER guard_none");
        await session.query("CREATE SERVER guard_nowhere FOREIGN DATA WRAPPER guard_none");
        await session.query(`GRANT USAGE ON FOREIGN SERVER guard_nowhere TO "${scene.roles.owner}"`);
      });
      owner = await Guarded.login(scene, scene.roles.owner);
    });
    after(async () => {
      await owner.end();
      await scene.close();
    });

    const guard = async (mode: string) => {
      const intent = scene.intent({ guard: mode, schemas: ["app", "later"], except: EXCEPT });
      await scene.apply(intent);
      assert.deepEqual(await scene.lines(intent), []);
    };

    test("protect gives a new tenant table its policies within the command", async () => {
      await guard("protect");
      for (const [title, statements, table] of NEW) {
        const { messages, tables } = await owner.outcome(...statements);
        assert.deepEqual([messages, tables[table]], [[], PROTECTED], title);
      }
    });

    test("refuse refuses it, with what to do", async () => {
      await guard("refuse");
      for (const [title, statements, table] of NEW) {
        const { codes, refused, messages, hint } = await owner.outcome(...statements);
        assert.deepEqual([codes, refused], [["PLG01"], true], `${title}: ${messages}`);
        assert.match(hint ?? "", /in another schema.*SET SCHEMA.*except of RowSecurity/);
        assert.match(messages.join(), /^table .* has tenant_id and no row security$/s, table);
      }
      const { messages } = await owner.outcome(
        ...(NEW.find(([, , table]) => table.includes("%"))?.[1] ?? []),
      );
      assert.deepEqual(messages, [`table app."o'%s ""x"" \\ $guard$;--" has tenant_id and no row security`]);
      // What its own advice says is let through.
      const advised = await owner.outcome(
        "CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)",
        "ALTER TABLE attic.fresh ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        "ALTER TABLE attic.fresh SET SCHEMA app",
      );
      assert.deepEqual([advised.messages, advised.tables["app.fresh"]], [[], "enabled, forced"]);
    });

    test("report warns, and lets it be", async () => {
      await guard("report");
      for (const [title, statements, table] of NEW) {
        const { codes, refused, messages, tables } = await owner.outcome(...statements);
        assert.equal(refused, false, `${title}: ${messages}`);
        assert.ok(codes.length > 0 && codes.every((code) => code === "PLG01"), `${title}: ${codes}`);
        assert.match(tables[table] ?? "", /^disabled$/, title);
      }
      for (const [title, statements, pattern] of [...TAKEN, ...IMPOSSIBLE]) {
        const { codes, refused, messages } = await owner.outcome(...statements);
        assert.equal(refused, false, `${title}: ${messages}`);
        assert.ok(codes.every((code) => /^PLG0[23]$/.test(code)) && codes.length > 0, `${title}: ${codes}`);
        assert.match(messages[0] ?? "", pattern, title);
      }
    });

    test("what takes a table's protection away is refused to everybody but the managing role", async () => {
      for (const mode of ["protect", "refuse"]) {
        await guard(mode);
        for (const [title, statements, pattern] of TAKEN) {
          const { codes, messages, hint } = await owner.outcome(...statements);
          assert.deepEqual(codes, ["PLG02"], `${mode} ${title}: ${messages}`);
          assert.match(messages[0] ?? "", pattern, title);
          assert.match(hint ?? "", new RegExp(`^only ${scene.database.settings.user} .*RowSecurity`), title);
        }
      }
      const manager = await scene.admin(async (session) => {
        await session.query("BEGIN");
        for (const [, statements] of TAKEN.slice(0, 9)) {
          await session.query("SAVEPOINT one");
          for (const sql of statements) await session.query(sql);
          await session.query("ROLLBACK TO one");
        }
        return session.takeNotices().filter(({ severity }) => severity === "WARNING");
      });
      assert.deepEqual(manager, []);
    });

    test("another superuser is not the managing role, and a replica's sessions are watched too", async () => {
      const root = `${scene.roles.owner}_root`;
      await scene.admin((session) => session.query(`CREATE ROLE "${root}" SUPERUSER`));
      const other = await Guarded.login(scene, root);
      await guard("protect");
      try {
        // Only who owns an extension and all that it brought can move it.
        const { tables } = await other.outcome(
          "CREATE EXTENSION hstore SCHEMA attic",
          "CREATE TABLE attic.fresh (tenant_id uuid NOT NULL)",
          "ALTER EXTENSION hstore ADD TABLE attic.fresh",
          "ALTER EXTENSION hstore SET SCHEMA app",
        );
        assert.equal(tables["app.fresh"], PROTECTED);
        for (const before of [[], ["SET LOCAL session_replication_role = replica"]]) {
          const { codes } = await other.outcome(
            ...before,
            "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY",
          );
          assert.deepEqual(codes, ["PLG02"]);
        }
        await other.run(`SET ROLE "${scene.roles.owner}"`);
        const { codes } = await other.outcome("ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY");
        assert.deepEqual(codes, ["PLG02"]);
      } finally {
        await other.end();
        await scene.admin((session) => session.query(`DROP ROLE "${root}"`));
      }
    });

    test("what cannot be protected is refused, and what is nobody's business is let through", async () => {
      for (const mode of ["protect", "refuse"]) {
        await guard(mode);
        for (const [title, statements, pattern] of IMPOSSIBLE) {
          const { codes, messages, hint } = await owner.outcome(...statements);
          assert.deepEqual(codes, ["PLG03"], `${title}: ${messages}`);
          assert.match(messages[0] ?? "", pattern, title);
          assert.match(hint ?? "", /except of RowSecurity, with a reason/);
        }
        for (const [title, statements] of FREE) {
          const { refused, messages } = await owner.outcome(...statements);
          assert.deepEqual([refused, messages], [false, []], title);
        }
      }
    });

    test("what PostgreSQL tells no event trigger of is found by the next update", async () => {
      await guard("protect");
      await owner.run("EXPLAIN ANALYZE CREATE TABLE app.fresh AS SELECT * FROM app.orders");
      try {
        const intent = scene.intent({ guard: "protect", schemas: ["app", "later"], except: EXCEPT });
        const lines = await scene.lines(intent);
        assert.ok(lines.includes("table app.fresh: gains ENABLE ROW LEVEL SECURITY"), lines.join("\n"));
      } finally {
        await owner.run("DROP TABLE app.fresh");
      }
    });

    test("off leaves nothing behind, and new tables alone", async () => {
      await guard("off");
      const left = await scene.admin((session) =>
        session.rows(
          "SELECT evtname FROM pg_catalog.pg_event_trigger UNION ALL SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = 'palisade_guard'",
        ),
      );
      assert.deepEqual(left, []);
      const { tables } = await owner.outcome("CREATE TABLE app.fresh (tenant_id uuid NOT NULL)");
      assert.equal(tables["app.fresh"], "disabled");
    });
  });
}
