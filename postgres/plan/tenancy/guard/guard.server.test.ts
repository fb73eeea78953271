import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../../../test/servers";
import { openScene, type TenancyScene } from "../testing/scene";
import { FREE, IMPOSSIBLE, NEW, TAKEN } from "./testing/commands";
import { Guarded } from "./testing/guarded";

const PROTECTED = "enabled, forced: palisade_owner, palisade_tenant";

const EXCEPT = [
  { schema: "app", name: "totals", reason: "the owner's" },
  { schema: "app", pattern: "import_*", reason: "raw" },
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
