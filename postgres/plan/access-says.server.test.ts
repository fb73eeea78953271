import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MAJORS } from "../../test/servers";
import { converge } from "../apply/converge";
import { readDatabaseModel } from "../catalog/read-model";
import { readingFor } from "./reading";
import { planRelease } from "./release-access";
import { KindsGround } from "./testing/kinds-ground";

/** Denials, patterns, exceptions, ignored grantees and names that fit nothing, on objects of every kind. */
for (const major of MAJORS) {
  describe(`what a declaration of every kind of object may say on PostgreSQL ${major}`, () => {
    const ground = new KindsGround(major);
    const { admin, intent, plan, apply, lines, yes, named } = ground;
    before(() => ground.open());
    after(() => ground.close());

    if (major < 18)
      test("what this version does not know is an error before anything is touched", async () => {
        const { problems } = await plan(
          intent({
            grants: [
              { to: [ground.roles.app], privileges: ["SET"], on: [{ kind: "parameters", name: "work_mem" }] },
            ],
            denials: [{ from: [ground.roles.readonly], on: [{ kind: "parameters", name: "work_mem" }] }],
            defaultPrivileges: [{ kind: "largeObjects", to: [ground.roles.app], privileges: ["SELECT"] }],
          }),
        );
        assert.deepEqual(
          problems.map(({ path }) => path),
          [
            "defaultPrivileges[0].kind",
            ...(major < 15 ? ["grants[0].on[0].kind", "denials[0].on[0].kind"] : []),
          ],
        );
        assert.match(
          problems[0]?.reason ?? "",
          new RegExp(`came with PostgreSQL 18 and the server is ${major}`),
        );
      });

    test("a denial takes away what the server gives by itself, in every mode", async () => {
      const wanted = intent({
        mode: "additive",
        denials: [
          { fromPublic: true, on: [{ kind: "languages", name: "plpgsql" }] },
          { fromPublic: true, on: [{ kind: "functions", schema: "pg_catalog", name: "pg_sleep" }] },
        ],
      });
      await apply(wanted);
      assert.deepEqual(await lines(wanted), []);
      assert.equal(await yes("has_language_privilege($1, 'plpgsql', 'USAGE')", ground.roles.stranger), false);
      assert.equal(
        await yes("has_function_privilege($1, 'pg_sleep(float8)', 'EXECUTE')", ground.roles.stranger),
        false,
      );
      // Without the denial it is drift from what initdb gave.
      assert.ok((await lines()).includes("language plpgsql: PUBLIC gains USAGE"));
      await apply();
      assert.equal(await yes("has_language_privilege($1, 'plpgsql', 'USAGE')", ground.roles.stranger), true);
    });

    test("a denial of every object of a kind takes away what owners give in advance in the schema, in every mode", async () => {
      const given = named(
        "ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO STRANGER, PUBLIC; ALTER DEFAULT PRIVILEGES FOR ROLE OWNER IN SCHEMA app GRANT EXECUTE ON FUNCTIONS TO STRANGER",
      );
      await admin((session) => session.query(given));
      const on = (kind: string, more: object = {}) => [{ kind, schema: "app", ...more }];
      const wanted = intent({
        mode: "additive",
        denials: [
          { from: [ground.roles.stranger], fromPublic: true, privileges: ["SELECT"], on: on("tables") },
          { from: [ground.roles.stranger], privileges: ["INSERT"], on: on("tables", { pattern: "*" }) },
          { from: [ground.roles.stranger], on: on("securityDefinerFunctions") },
        ],
      });
      const defaults = async () =>
        (await lines(wanted)).filter((line) => line.startsWith("default privileges"));
      assert.deepEqual((await defaults()).sort(), [
        named("default privileges of OWNER for functions in schema app: STRANGER loses EXECUTE"),
        named("default privileges of OWNER for tables in schema app: PUBLIC loses SELECT"),
        named("default privileges of OWNER for tables in schema app: STRANGER loses SELECT"),
      ]);
      await apply(wanted);
      assert.deepEqual(await defaults(), []);
      await apply();
    });

    test("a pattern meets a denial in an object: refused before anything is touched", async () => {
      const wanted = intent({
        grants: [
          {
            to: [ground.roles.app],
            privileges: ["TRUNCATE"],
            on: [{ kind: "tables", schema: "app", pattern: "or*" }],
          },
        ],
        denials: [
          {
            from: [ground.roles.app],
            privileges: ["TRUNCATE"],
            on: [{ kind: "tables", schema: "app", pattern: "*ers" }],
          },
        ],
      });
      const { problems } = await plan(wanted);
      assert.deepEqual(
        problems.map(({ path }) => path),
        ["denials[0]"],
      );
    });

    test("an ignored grantee is neither changed nor shown", async () => {
      await admin((session) => session.query(named("GRANT SELECT ON app.orders TO STRANGER")));
      const wanted = intent({
        ignore: [{ grantee: ground.roles.stranger, reason: "owned by the collector's installer" }],
      });
      const { changes, kept } = await plan(wanted);
      assert.deepEqual([changes, kept.filter((line) => line.includes(ground.roles.stranger))], [[], []]);
      await apply();
    });

    test("rules by pattern, with exceptions, reach what is there and wait with what is to come", async () => {
      const wanted = intent({
        schemas: { app: {} },
        grants: [
          {
            to: [ground.roles.readonly],
            privileges: ["SELECT"],
            on: [{ kind: "tables", schema: "app" }],
            except: [{ kind: "tables", schema: "app", pattern: "cur*" }],
          },
        ],
      });
      await apply(wanted);
      assert.equal(await yes("has_table_privilege($1, 'app.orders', 'SELECT')", ground.roles.readonly), true);
      assert.equal(
        await yes("has_table_privilege($1, 'app.currencies', 'SELECT')", ground.roles.readonly),
        false,
      );
      const model = await admin((session) => readDatabaseModel(session));
      assert.deepEqual(
        model.defaultPrivileges.filter(({ schema }) => schema === "app"),
        [],
      );
      await apply();
    });

    test("names that match nothing are told", async () => {
      const { remarks } = await plan(
        intent({
          grants: [
            {
              to: [ground.roles.app],
              privileges: ["SELECT"],
              on: [{ kind: "tables", schema: "app", name: "Userz" }],
            },
          ],
        }),
      );
      assert.deepEqual(remarks, [
        'grants[0].on[0]: nothing among the tables is called app."Userz", so it changes nothing',
      ]);
    });

    test("a release gives everything back, and PUBLIC its own where it is told to", async () => {
      const wanted = intent({ restorePublic: true });
      await apply(wanted);
      await converge(ground.database.settings, async (session) =>
        planRelease(wanted, await readDatabaseModel(session, readingFor(wanted))),
      );
      const model = await admin((session) => readDatabaseModel(session));
      const left = [...model.objects.values()].flatMap((object) =>
        object.acl
          .filter(({ grantee }) => grantee === ground.roles.app || grantee === ground.roles.readonly)
          .map(() => object.name),
      );
      assert.deepEqual(left, []);
      assert.equal(
        await yes("has_database_privilege($1, current_database(), 'CONNECT')", ground.roles.stranger),
        true,
      );
      assert.equal(
        await yes("has_function_privilege($1, 'app.add(int, int)', 'EXECUTE')", ground.roles.stranger),
        true,
      );
      await apply();
    });
  });
}
