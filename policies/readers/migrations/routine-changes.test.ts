import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMigrations } from "../migrations";

const read = (text: string) => readMigrations([{ path: "1.sql", text }]);

/** What the statements leave: the tables, the routines, who may execute them, and the doubts. */
async function left(text: string) {
  const { facts, notRead } = await read(text);
  const name = ({ schema, name: base, args }: { schema?: string; name?: string; args?: string }) =>
    `${schema}.${base}${args === undefined ? "" : `(${args})`}`;
  return {
    tables: (facts.facts.table ?? []).map(({ object }) => name(object)),
    routines: (facts.facts.function ?? []).map(({ object }) => name(object)),
    grants: (facts.facts.grant ?? []).map(({ object, grantee }) => `${name(object)} ${String(grantee)}`),
    doubts: notRead.map(({ reason }) => reason),
  };
}

const MADE = `CREATE FUNCTION f(a int, b double precision) RETURNS void LANGUAGE sql AS 'CREATE TABLE made ()';
REVOKE EXECUTE ON FUNCTION f(int, float8) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO app;`;

describe("a routine that is changed", () => {
  for (const [change, call, routine] of [
    ["ALTER FUNCTION f(int, float8) RENAME TO g", "SELECT g(1, 2)", "public.g"],
    ["ALTER ROUTINE f RENAME TO g", "SELECT g(1, 2)", "public.g"],
    ["ALTER FUNCTION f SET SCHEMA s", "SELECT s.f(1, 2)", "s.f"],
    [
      "ALTER FUNCTION f RENAME TO g; ALTER FUNCTION g SET SCHEMA s; ALTER FUNCTION s.g RENAME TO h",
      "SELECT s.h(1, 2)",
      "s.h",
    ],
    [
      "SET search_path = x, public; ALTER FUNCTION f RENAME TO g; RESET search_path",
      "SELECT g(1, 2)",
      "public.g",
    ],
  ] as const)
    test(`is found by its new name, with its privileges: ${change}`, async () => {
      const { tables, routines, grants, doubts } = await left(`${MADE} ${change}; ${call};`);
      assert.deepEqual(doubts, []);
      assert.deepEqual(tables, ["public.made"]);
      const whole = `${routine}(a integer, b double precision)`;
      assert.deepEqual(routines, [whole]);
      assert.deepEqual(grants, [`${whole} app`]);
    });

  test("is not found by its old name", async () => {
    const { tables, doubts } = await left(`${MADE} ALTER FUNCTION f RENAME TO g; SELECT f(1, 2);`);
    assert.deepEqual(tables, []);
    assert.equal(doubts.length, 1);
  });

  test("keeps the triggers and event triggers that call it", async () => {
    const { facts } = await read(`CREATE TABLE t (id int);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER noted AFTER INSERT ON t EXECUTE FUNCTION note();
CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION watch();
ALTER FUNCTION note() RENAME TO written; ALTER FUNCTION watch SET SCHEMA s; ALTER FUNCTION s.watch OWNER TO app;`);
    assert.deepEqual(
      facts.facts.table?.[0]?.definerTriggers?.map(({ function: called }) => called),
      [{ schema: "public", name: "written" }],
    );
    assert.deepEqual(
      facts.facts.eventTrigger?.map(({ function: called }) => called),
      [{ schema: "s", name: "watch", owner: "app" }],
    );
  });
});

describe("a routine that is replaced", () => {
  const REPLACED =
    "CREATE OR REPLACE FUNCTION f(a int, b double precision) RETURNS void LANGUAGE sql AS 'CREATE TABLE other ()';";

  test("does from then on what it says now, and keeps its privileges", async () => {
    const { tables, routines, grants } = await left(`${MADE} ${REPLACED} SELECT f(1, 2);`);
    assert.deepEqual(tables, ["public.other"]);
    assert.deepEqual(routines, ["public.f(a integer, b double precision)"]);
    assert.deepEqual(grants, ["public.f(a integer, b double precision) app"]);
    assert.deepEqual((await left(`${MADE} SELECT f(1, 2); ${REPLACED}`)).tables, ["public.made"]);
  });

  test("is the same one where its arguments get names", async () => {
    const bare = MADE.replace("a int, b double", "int, double");
    const { tables, routines, grants, doubts } = await left(`${bare} ${REPLACED} SELECT f(1, 2);`);
    assert.deepEqual(doubts, []);
    assert.deepEqual(tables, ["public.other"]);
    assert.deepEqual(routines, ["public.f(a integer, b double precision)"]);
    assert.deepEqual(grants, ["public.f(a integer, b double precision) app"]);
  });

  test("is another one where the types are others, or where the name was free again", async () => {
    const overload = REPLACED.replace("a int", "a text");
    assert.equal((await left(`${MADE} ${overload}`)).routines.length, 2);
    const free = await left(
      `${MADE} ALTER FUNCTION f RENAME TO g; ${REPLACED} SELECT f(1, 2); SELECT g(1, 2);`,
    );
    assert.deepEqual(free.tables, ["public.other", "public.made"]);
  });
});

describe("a routine that is dropped", () => {
  const OVERLOADS = `CREATE FUNCTION f(int) RETURNS void LANGUAGE sql AS 'CREATE TABLE a ()';
CREATE FUNCTION f(a text DEFAULT '', OUT b int) LANGUAGE sql AS 'CREATE TABLE b ()';
CREATE FUNCTION f(s.kind) RETURNS void LANGUAGE sql AS ''; CREATE PROCEDURE p(a int, OUT b int) LANGUAGE sql AS '';`;
  const [INT, TEXT, KIND, PROCEDURE] = [
    "public.f(integer)",
    "public.f(a text, OUT b integer)",
    "public.f(s.kind)",
    "public.p(a integer, OUT b integer)",
  ];
  for (const [drop, routines] of [
    ["DROP FUNCTION f(int)", [TEXT, KIND, PROCEDURE]],
    ["DROP FUNCTION public.f(text), f(kind)", [INT, PROCEDURE]],
    ["DROP ROUTINE IF EXISTS f(bigint), f(int)", [TEXT, KIND, PROCEDURE]],
    ["DROP FUNCTION IF EXISTS f()", [INT, TEXT, KIND, PROCEDURE]],
    ["DROP FUNCTION IF EXISTS f(int, int)", [INT, TEXT, KIND, PROCEDURE]],
    ["DROP PROCEDURE p", [INT, TEXT, KIND]],
    ["DROP PROCEDURE p(int, int)", [INT, TEXT, KIND]],
    ["DROP PROCEDURE p(int, OUT int)", [INT, TEXT, KIND]],
    ["DROP FUNCTION IF EXISTS elsewhere.f(int)", [INT, TEXT, KIND, PROCEDURE]],
  ] as const)
    test(`is that one alone: ${drop}`, async () => {
      const { routines: kept, grants } = await left(`${OVERLOADS} ${drop};`);
      assert.deepEqual(kept, routines);
      assert.deepEqual(
        grants.map((grant) => grant.replace(/\s\S*$/, "")),
        routines,
      );
    });

  test("leaves a call to the one that is there, or in doubt", async () => {
    const call = await left(`${OVERLOADS} DROP FUNCTION f(int); DROP FUNCTION f(s.kind); SELECT f('x');`);
    assert.deepEqual(call, { ...call, tables: ["public.b"], doubts: [] });
    assert.equal((await left(`${MADE} DROP FUNCTION f; SELECT f(1, 2);`)).doubts.length, 1);
  });

  test("takes the triggers that call it, and so does its schema", async () => {
    const made = `CREATE TABLE t (id int); CREATE SCHEMA s;
CREATE FUNCTION s.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION s.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER noted AFTER INSERT ON t EXECUTE FUNCTION s.note();
CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION s.watch();`;
    for (const drop of ["DROP FUNCTION s.note, s.watch CASCADE", "DROP SCHEMA s CASCADE"]) {
      const { facts } = await read(
        `${made} ${drop}; CREATE SCHEMA s; ${made.split("\n").slice(1, 3).join("\n")}`,
      );
      assert.deepEqual(facts.facts.table?.[0]?.definerTriggers, [], drop);
      assert.deepEqual(facts.facts.eventTrigger, [], drop);
    }
  });
});
