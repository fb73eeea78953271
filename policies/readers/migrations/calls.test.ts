import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMigrations } from "../migrations";

/** What the files leave to doubt, as lines of `file:line:column: reason`. */
async function doubts(...texts: string[]): Promise<string[]> {
  const { notRead } = await readMigrations(texts.map((text, at) => ({ path: `${at + 1}.sql`, text })));
  return notRead.map(({ place, reason }) => `${place.file}:${place.line}:${place.column}: ${reason}`);
}

/** The tables that the files make, each with its place. */
async function tables(...texts: string[]): Promise<string[]> {
  const { facts } = await readMigrations(texts.map((text, at) => ({ path: `${at + 1}.sql`, text })));
  return (facts.facts.table ?? []).map(
    ({ object, place }) => `${object.schema}.${object.name} ${place?.file}:${place?.line}:${place?.column}`,
  );
}

const SETUP = `CREATE FUNCTION app.setup(whose text DEFAULT '') RETURNS void LANGUAGE plpgsql SET search_path = app AS $$
BEGIN
  /* ü */ CREATE TABLE orders (tenant_id uuid);
END $$;`;

describe("what a migration calls", () => {
  test("is read as if it stood there, at its own place, once it is called", async () => {
    assert.deepEqual(await tables(SETUP), []);
    for (const call of [
      "SELECT app.setup();",
      "CALL app.all_of_it();",
      "DO $$ BEGIN PERFORM app.setup('x'); END $$;",
      "INSERT INTO t SELECT app.setup();",
      "SET search_path = app; SELECT setup();",
    ]) {
      const whole = "CREATE PROCEDURE app.all_of_it() LANGUAGE sql AS 'SELECT app.setup()';";
      assert.deepEqual(await tables(SETUP, `${whole} ${call}`), ["app.orders 1.sql:3:11"], call);
      assert.deepEqual(await doubts(SETUP, `${whole} ${call}`), [], call);
    }
  });

  test("is read in SQL, with the place of each of its statements", async () => {
    const made = `CREATE PROCEDURE p() LANGUAGE sql AS $$
  -- what ends here; is a comment
  CREATE TABLE a ();
  CREATE TABLE b (); CREATE TABLE c ()
$$;`;
    assert.deepEqual(await tables(made, "CALL p();"), [
      "public.a 1.sql:3:3",
      "public.b 1.sql:4:3",
      "public.c 1.sql:4:22",
    ]);
    assert.deepEqual(await tables("CREATE PROCEDURE p() LANGUAGE sql AS 'CREATE TABLE a ()'; CALL p();"), [
      "public.a 1.sql:1:1",
    ]);
  });

  test("has its own search_path, which ends with it", async () => {
    assert.deepEqual(await tables(SETUP, "SELECT app.setup(); CREATE TABLE after_it ();"), [
      "app.orders 1.sql:3:11",
      "public.after_it 2.sql:1:21",
    ]);
  });

  test("leaves PostgreSQL's own functions alone, and tells of those that nobody knows", async () => {
    assert.deepEqual(
      await doubts(
        "SELECT set_config('search_path', '', false), pg_catalog.now(), setval('s', 1), pg_sleep(1), count(*);",
      ),
      [],
    );
    assert.deepEqual(
      await doubts(
        "SELECT 1;\n  SELECT cron.schedule('x'), uuid_generate_v4();",
        "CALL stranger();",
        "INSERT INTO t VALUES (crypt('x'));",
      ),
      [
        "1.sql:2:3: calls the routine cron.schedule, which the files do not create: what it does is not looked into",
        "1.sql:2:3: calls the routine uuid_generate_v4, which the files do not create: what it does is not looked into",
        "2.sql:1:1: calls the routine stranger, which the files do not create: what it does is not looked into",
      ],
    );
  });

  test("is in doubt where its code cannot be followed", async () => {
    const bodies = `CREATE FUNCTION p() RETURNS void LANGUAGE plpython3u AS 'x';
CREATE FUNCTION broken() RETURNS void LANGUAGE plpgsql AS 'x';
CREATE FUNCTION f(a int) RETURNS void LANGUAGE sql AS ''; CREATE FUNCTION f(a text) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION g(a int) RETURNS void LANGUAGE sql AS ''; CREATE FUNCTION g() RETURNS void LANGUAGE sql AS 'SELECT s.s()';
CREATE FUNCTION std() RETURNS int RETURN (SELECT other.one());
CREATE FUNCTION atomic() RETURNS int BEGIN ATOMIC SELECT other.two(); END;`;
    assert.deepEqual(
      await doubts(bodies, "SELECT p(), broken(), f(1); SELECT g(); SELECT std(); SELECT atomic();"),
      [
        "2.sql:1:1: calls the function public.p(), whose code in the language plpython3u is not looked into",
        '2.sql:1:1: calls the function public.broken(), whose body cannot be parsed: syntax error at or near "x"',
        "2.sql:1:1: calls the routine f, of which the files create several: what it does is not looked into",
        "1.sql:4:59: calls the routine s.s, which the files do not create: what it does is not looked into",
        "1.sql:5:1: calls the routine other.one, which the files do not create: what it does is not looked into",
        "1.sql:6:1: calls the routine other.two, which the files do not create: what it does is not looked into",
      ],
    );
  });

  test("runs on the conditions of its caller", async () => {
    const caller = "DO $$ BEGIN IF random() > 0.5 THEN PERFORM app.setup(); END IF; END $$;";
    assert.deepEqual(await doubts(SETUP, caller), [
      "1.sql:3:11: runs only where a condition holds; it is read as if it did",
    ]);
    const caught = "DO $$ BEGIN NULL; EXCEPTION WHEN others THEN PERFORM app.setup(); PERFORM now(); END $$;";
    assert.deepEqual(await doubts(SETUP, caught), [
      "2.sql:1:46: runs only where an error is caught; it is read as if it did not",
    ]);
    assert.deepEqual(await tables(SETUP, caught), []);
  });

  test("comes to an end, whoever calls whom", async () => {
    const round = `CREATE FUNCTION a() RETURNS void LANGUAGE sql AS 'SELECT b()';
CREATE FUNCTION b() RETURNS void LANGUAGE sql AS 'SELECT a()';`;
    assert.deepEqual(await doubts(round, "SELECT a();"), []);
    const levels = Array.from({ length: 30 }, (_, at) => {
      const next = `SELECT f${at + 1}()`;
      return `CREATE FUNCTION f${at}() RETURNS void LANGUAGE sql AS '${next}; ${next}';`;
    });
    const many = await doubts(`${levels.join("\n")} SELECT f0();`);
    assert.ok(
      many.some((one) => one.includes("after 10000 other calls")),
      `${many.length}`,
    );
  });
});
