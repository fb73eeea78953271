import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";
import { DRIFTS_OF_KINDS } from "./testing/drifts-of-kinds";
import { KindsGround } from "./testing/kinds-ground";

/** What every kind of object beside tables needs, and drift on each that an authoritative graph sees and repairs. */
for (const major of MAJORS) {
  describe(`Access to every kind of object on PostgreSQL ${major}`, () => {
    const ground = new KindsGround(major);
    const { admin, intent, plan, apply, lines, yes, named } = ground;
    before(() => ground.open());
    after(() => ground.close());

    test("what is declared holds, and a second plan is empty", async () => {
      assert.deepEqual(await lines(), []);
      const { live, desired } = await plan();
      assert.deepEqual(live, desired);
      const column = (name: string, privilege: string) =>
        yes("has_column_privilege($1, 'app.orders', $2, $3)", ground.roles.readonly, name, privilege);
      assert.equal(await column("id", "SELECT"), true);
      assert.equal(await column("id", "UPDATE"), false);
      assert.equal(
        await yes("has_table_privilege($1, 'app.orders', 'SELECT')", ground.roles.readonly),
        false,
      );
      assert.equal(await yes("has_server_privilege($1, 'remote', 'USAGE')", ground.roles.app), true);
      assert.equal(
        await yes("has_function_privilege($1, 'pg_ls_dir(text)', 'EXECUTE')", ground.roles.readonly),
        true,
      );
      assert.equal(await yes("has_type_privilege($1, 'app.email', 'USAGE')", ground.roles.stranger), false);
      if (major >= 15)
        assert.equal(
          await yes("has_parameter_privilege($1, 'log_statement', 'SET')", ground.roles.app),
          true,
        );
    });

    for (const [name, drift, expected, since = 0, until = Number.POSITIVE_INFINITY] of DRIFTS_OF_KINDS) {
      if (major < since || major > until) continue;
      test(`drift is seen and repaired: ${name}`, async () => {
        await admin((session) => session.query(named(drift)));
        const seen = await lines();
        const wanted = typeof expected === "string" ? named(expected) : new RegExp(named(expected.source));
        assert.ok(
          seen.some((line) => (typeof wanted === "string" ? line === wanted : wanted.test(line))),
          `expected ${String(wanted)} in:\n${seen.join("\n")}`,
        );
        await apply();
        assert.deepEqual(await lines(), []);
      });
    }

    test("default privileges of a declared role that is no owner: kept in mode adopt, and what they withhold stays withheld", async () => {
      await admin((session) =>
        session.query(
          named(
            "ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE APP REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
          ),
        ),
      );
      const { changes, kept } = await plan(intent({ mode: "adopt" }));
      assert.deepEqual(changes, []);
      assert.ok(
        kept.includes(
          named("PUBLIC keeps SELECT by default privileges of APP for tables, which is not declared"),
        ),
        kept.join("\n"),
      );
      await apply();
      const model = await admin((session) => readDatabaseModel(session));
      assert.deepEqual(
        model.defaultPrivileges.filter(({ owner }) => owner === ground.roles.app).map(({ kind }) => kind),
        ["functions"],
      );
      await admin((session) =>
        session.query(named("ALTER DEFAULT PRIVILEGES FOR ROLE APP GRANT EXECUTE ON FUNCTIONS TO PUBLIC")),
      );
    });

    test("what an extension brought into an authoritative schema stays as it is", async () => {
      await admin((session) => session.query("CREATE EXTENSION hstore SCHEMA app"));
      const { changes, statements, kept } = await plan();
      assert.deepEqual([changes, statements], [[], []]);
      assert.ok(!kept.some((text) => text.includes("hstore")));
      await admin((session) =>
        session.query(named("GRANT EXECUTE ON FUNCTION app.akeys(app.hstore) TO STRANGER")),
      );
      assert.deepEqual(await lines(), [named("function app.akeys(app.hstore): STRANGER loses EXECUTE")]);
      await apply();
      assert.deepEqual(await lines(), []);
      await admin((session) => session.query("DROP EXTENSION hstore"));
    });

    test("a row type has nothing but what PostgreSQL gives PUBLIC on it, and follows its relation", async () => {
      const state = () =>
        admin(async (session) => {
          const rows = await session.rows(
            "SELECT pg_catalog.has_type_privilege($1, 'app.currencies', 'USAGE'), typowner::regrole::text FROM pg_type WHERE oid = 'app.currencies'::regtype",
            [ground.roles.stranger],
          );
          return rows[0];
        });
      await admin((session) =>
        session.query(
          named(
            "GRANT USAGE ON TYPE app.currencies TO READONLY; ALTER TABLE app.currencies OWNER TO STRANGER",
          ),
        ),
      );
      const everyType = { kind: "types", schema: "app" };
      const wanted = intent({ denials: [{ from: [ground.roles.stranger], on: [everyType] }] });
      assert.deepEqual((await lines(wanted)).filter((line) => line.includes("currencies")).sort(), [
        named("table app.currencies: STRANGER loses ownership to OWNER"),
        named("type app.currencies: READONLY loses USAGE"),
      ]);
      await apply(wanted);
      assert.deepEqual(await lines(wanted), []);
      assert.deepEqual(await state(), [true, ground.roles.owner]);
      // By name it is declared and denied like any other type.
      const one = { kind: "types", schema: "app", name: "currencies" };
      const byName = intent({
        grants: [{ to: [ground.roles.app], privileges: ["USAGE"], on: [one] }],
        denials: [{ fromPublic: true, on: [one] }],
      });
      await apply(byName);
      assert.deepEqual([await lines(byName), (await state())?.[0]], [[], false]);
      assert.equal(await yes("has_type_privilege($1, 'app.currencies', 'USAGE')", ground.roles.app), true);
      await apply();
      assert.deepEqual([await lines(), (await state())?.[0]], [[], false], "what PUBLIC lost stays lost");
      await admin((session) => session.query("GRANT USAGE ON TYPE app.currencies TO PUBLIC"));
      assert.deepEqual(await lines(), []);
      await converge(ground.database.settings, async (session) =>
        planRelease(intent(), await readDatabaseModel(session, readingFor(intent()))),
      );
      assert.equal((await state())?.[0], true, "a removal leaves PUBLIC its own");
      await apply();
    });

    test("a chain of grants: the owner's CASCADE is displayed and carried out", async () => {
      await admin((session) =>
        session.query(
          named(
            "GRANT USAGE ON SCHEMA app TO STRANGER; GRANT SELECT ON app.currencies TO STRANGER WITH GRANT OPTION; SET ROLE STRANGER; GRANT SELECT ON app.currencies TO READONLY; RESET ROLE",
          ),
        ),
      );
      const wanted = intent();
      const { changes, statements } = await plan(wanted);
      assert.deepEqual(
        changes.map(({ text, reason }) => `${text}: ${reason}`),
        [
          named("STRANGER loses USAGE: not declared"),
          named("STRANGER loses SELECT: not declared"),
          named(
            "READONLY loses SELECT granted by STRANGER: not declared, and depends on a grant option of STRANGER (CASCADE)",
          ),
        ],
      );
      assert.deepEqual(
        statements.map(({ sql }) => sql.endsWith(" CASCADE")),
        [true, false],
      );
      await apply();
      assert.deepEqual(await lines(), []);
    });
  });
}
