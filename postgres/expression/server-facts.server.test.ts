import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase } from "../../test/servers";
import { observe } from "../apply/observe";
import { withSession } from "../connect/session";
import { loadParser } from "./parse";
import { nameKey } from "./scope";
import { readServerFacts } from "./server-facts";

for (const major of MAJORS) {
  describe(`what PostgreSQL ${major} says about the names in an expression`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "facts");
      await withSession(database.settings, (session) =>
        session.results([
          "CREATE SCHEMA app",
          "CREATE TABLE app.members (who text, gone int, level int)",
          "ALTER TABLE app.members DROP COLUMN gone",
          "CREATE FUNCTION app.direct() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN current_setting(''a.b''); END'",
          "CREATE FUNCTION app.atomic() RETURNS text LANGUAGE sql STABLE RETURN CURRENT_USER",
          "CREATE FUNCTION app.\"Far off\"() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT app.direct()'",
          'CREATE FUNCTION app.further() RETURNS text LANGUAGE sql IMMUTABLE AS \'SELECT "app" . "Far off" ()\'',
          "CREATE FUNCTION app.quoted() RETURNS text LANGUAGE sql AS 'SELECT \"current_setting\"(''a.b'', true)'",
          "CREATE FUNCTION app.speaks() RETURNS text LANGUAGE plpgsql AS 'BEGIN /* app.direct() */ RETURN ''current_user, app.direct()''; END'",
          "CREATE FUNCTION app.says() RETURNS text LANGUAGE sql AS 'SELECT ''current_setting(1)'' -- session_user'",
          "CREATE FUNCTION app.pure(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b'",
          "CREATE FUNCTION app.pure(VARIADIC a text[]) RETURNS SETOF int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        ]),
      );
    });
    after(() => database.drop());

    const facts = async (text: string) => {
      const outcome = (await loadParser())(text);
      assert.ok("expression" in outcome, JSON.stringify(outcome));
      return observe(database.settings, (session) => readServerFacts(session, [outcome.expression]));
    };

    test("which of its functions read a setting, directly or by a function that they call", async () => {
      const { functions, version } = await facts(
        'app.direct() || app.atomic() || app."Far off"() || app.further() || app.pure(1) = lower(app.nothing())',
      );
      assert.equal(Math.floor(version / 10_000), major);
      const told = (...name: string[]) =>
        functions
          .get(nameKey(name))
          ?.map(({ schema, volatility, readsSetting }) => [schema, volatility, readsSetting]);
      assert.deepEqual(told("app", "direct"), [["app", "volatile", true]]);
      assert.deepEqual(told("app", "atomic"), [["app", "stable", true]]);
      assert.deepEqual(told("app", "Far off"), [["app", "immutable", true]]);
      assert.deepEqual(told("app", "further"), [["app", "immutable", true]]);
      assert.deepEqual(
        told("app", "pure")?.map(([, , reads]) => reads),
        [false, false],
      );
      const { functions: others } = await facts("app.quoted() || app.speaks() || app.says()");
      const reads = ["quoted", "speaks", "says"].map(
        (name) => others.get(nameKey(["app", name]))?.[0]?.readsSetting,
      );
      assert.deepEqual(reads, [true, false, false], "a text and a comment read nothing");
      const alone = (await facts("app.further() = 'x'")).functions.get(nameKey(["app", "further"]));
      assert.deepEqual(
        alone?.map(({ readsSetting }) => readsSetting),
        [true],
      );
      assert.deepEqual(new Set(told("lower")?.map(([schema]) => schema)), new Set(["pg_catalog"]));
      assert.deepEqual(told("app", "nothing"), []);
    });

    test("every function that a name can mean, with the arguments that it takes", async () => {
      const found = (await facts("app.pure(1)")).functions.get(nameKey(["app", "pure"]));
      assert.deepEqual(
        found?.map(({ args, arguments: count, returnsSet, securityDefiner }) => [
          args,
          count,
          returnsSet,
          securityDefiner,
        ]),
        [
          ["VARIADIC a text[]", { least: 0, most: Infinity }, true, true],
          ["a integer, b integer", { least: 1, most: 2 }, false, false],
        ],
      );
    });

    test("which columns the relations of its sub-selects have", async () => {
      const { relations } = await facts("EXISTS (SELECT FROM app.members m, app.nothing)");
      const columns = relations.get(nameKey(["app", "members"]));
      assert.ok(columns?.has("who") && columns.has("level") && columns.has("ctid") && columns.size > 5);
      assert.ok(![...(columns ?? [])].some((name) => name.includes("pg.dropped")));
      assert.equal(relations.has(nameKey(["app", "nothing"])), false);
    });
  });
}
