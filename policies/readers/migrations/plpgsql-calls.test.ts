import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readMigrations } from "../migrations";

/** What the files make and leave to doubt, as lines of `line:column`. */
async function read(...texts: string[]) {
  const { facts, notRead } = await readMigrations(texts.map((text, at) => ({ path: `${at}.sql`, text })));
  return {
    tables: (facts.facts.table ?? []).map(({ object }) => object.name),
    doubts: notRead.map(({ place, reason }) => `${place.file}:${place.line}:${place.column}: ${reason}`),
  };
}

/** A function that makes a table, and one that does so too. */
const MADE = `CREATE FUNCTION f(a int DEFAULT 0) RETURNS int LANGUAGE plpgsql AS 'BEGIN CREATE TABLE made (); RETURN 1; END';
CREATE FUNCTION g() RETURNS int LANGUAGE plpgsql AS 'BEGIN CREATE TABLE also (); RETURN 1; END';`;

const DECLARED = "DECLARE x int; arr int[]; r record; c CURSOR (a int) FOR SELECT 1; rc refcursor;";

/** Forms of PL/pgSQL with an expression `?`, and whether what it calls runs in any case. */
const FORMS: Readonly<Record<string, boolean>> = {
  "x := ?;": true,
  "x = ?;": true,
  "arr[?] := 1;": true,
  "arr[x = 1] := ?;": true,
  "r.a := ?;": true,
  "x := count(?) FROM pg_class WHERE 1 = 2;": true,
  "IF ? > 1 THEN NULL; END IF;": true,
  "IF x > 1 THEN NULL; ELSIF ? > 1 THEN NULL; END IF;": false,
  "CASE ? WHEN 1 THEN NULL; END CASE;": true,
  "CASE 1 WHEN ? THEN NULL; ELSE NULL; END CASE;": true,
  "CASE WHEN x > 1 THEN NULL; WHEN ? > 1 THEN NULL; END CASE;": false,
  "WHILE ? > 1 LOOP NULL; END LOOP;": true,
  "LOOP EXIT WHEN ? > 1; END LOOP;": false,
  "LOOP CONTINUE WHEN ? > 1; END LOOP;": false,
  "FOR i IN ? .. 2 LOOP NULL; END LOOP;": true,
  "FOR i IN 1 .. ? LOOP NULL; END LOOP;": true,
  "FOR i IN 1 .. 2 BY ? LOOP NULL; END LOOP;": true,
  "FOREACH x IN ARRAY ARRAY[?] LOOP NULL; END LOOP;": true,
  "FOR r IN c(?) LOOP NULL; END LOOP;": true,
  "FOR r IN EXECUTE 'SELECT $1' USING ? LOOP NULL; END LOOP;": true,
  "OPEN c(?);": true,
  "OPEN rc FOR EXECUTE 'SELECT $1' USING ?;": true,
  "FETCH RELATIVE ? FROM c INTO x;": true,
  "MOVE RELATIVE ? FROM c;": true,
  "RAISE NOTICE '%', ?;": true,
  "RAISE NOTICE 'x' USING HINT = ?;": true,
  "ASSERT ? > 1;": true,
  "ASSERT x > 1, ?;": true,
  "EXECUTE 'SELECT $1' INTO x USING ?;": true,
  "BEGIN x := ?; END;": true,
};

describe("what an expression of PL/pgSQL calls", () => {
  for (const [form, always] of Object.entries(FORMS))
    test(`is read as if it stood there: ${form}`, async () => {
      const block = (text: string) => `DO $$ ${DECLARED}\nBEGIN\n  ${text}\nEND $$;`;
      const { tables, doubts } = await read(MADE, block(form.replace("?", "f() + coalesce(g(), 1)")));
      assert.deepEqual(tables, ["made", "also"]);
      const said = "runs only where a condition holds; it is read as if it did";
      assert.deepEqual(doubts, always ? [] : [`0.sql:1:1: ${said}`, `0.sql:2:1: ${said}`]);
      // A routine that nobody knows gives a value here.
      assert.deepEqual((await read(block(form.replace("?", "stranger()")))).doubts, []);
    });

  test("is read where a variable is declared, and where a cursor with a query is opened", async () => {
    const declared = 'DO $$ DECLARE c CONSTANT int := f(); "R" int := g(); BEGIN NULL; END $$;';
    assert.deepEqual(await read(MADE, declared), { tables: ["made", "also"], doubts: [] });
    const records = `DO $$ DECLARE
  R record := f(); "S" CONSTANT public.made DEFAULT (SELECT g()); none record;
BEGIN none := R; END $$;`;
    assert.deepEqual(await read(MADE, records), { tables: ["made", "also"], doubts: [] });
    const cursor = (run: string) => `DO $$ DECLARE r record; c CURSOR FOR SELECT f(); BEGIN ${run} END $$;`;
    assert.deepEqual((await read(MADE, cursor("NULL;"))).tables, []);
    assert.deepEqual((await read(MADE, cursor("OPEN c;"))).tables, ["made"]);
    assert.deepEqual((await read(MADE, cursor("FOR r IN c LOOP NULL; END LOOP;"))).tables, ["made"]);
  });

  test("is read in what a called routine returns", async () => {
    for (const [returns, returned] of [
      ["int", "RETURN f();"],
      ["SETOF int", "RETURN NEXT f();"],
      ["SETOF int", "RETURN QUERY SELECT f();"],
      ["SETOF int", "RETURN QUERY EXECUTE 'SELECT $1' USING f();"],
    ]) {
      const routine = `CREATE FUNCTION h() RETURNS ${returns} LANGUAGE plpgsql AS $$ BEGIN ${returned} END $$;`;
      assert.deepEqual(await read(MADE, routine, "SELECT h();"), { tables: ["made"], doubts: [] }, returned);
      assert.deepEqual(await read(MADE, routine), { tables: [], doubts: [] }, returned);
    }
  });

  test("is read where a text is put together that is run", async () => {
    const { tables, doubts } = await read(MADE, "DO $$ BEGIN\n  EXECUTE format('SELECT %s', f()); END $$;");
    assert.deepEqual(tables, ["made"]);
    assert.deepEqual(doubts, ["1.sql:2:3: runs a text that is made at run time"]);
  });

  test("runs on the conditions around it", async () => {
    const branch = "DO $$ DECLARE x int; BEGIN IF x > 1 THEN x := f(); END IF; END $$;";
    assert.deepEqual(await read(MADE, branch), {
      tables: ["made"],
      doubts: ["0.sql:1:1: runs only where a condition holds; it is read as if it did"],
    });
    const caught =
      "DO $$ DECLARE x int; BEGIN NULL; EXCEPTION WHEN others THEN x := f(); x := now(); END $$;";
    assert.deepEqual(await read(MADE, caught), {
      tables: [],
      doubts: ["1.sql:1:61: runs only where an error is caught; it is read as if it did not"],
    });
  });

  test("is in doubt where its code cannot be followed, at the place of the form", async () => {
    const strange = "CREATE FUNCTION p() RETURNS int LANGUAGE plpython3u AS 'x';";
    const { doubts } = await read(
      strange,
      `DO $$ DECLARE
  x int; "Y" int := p(); /* ü */ r record = p(); c refcursor;
BEGIN
  IF x > 1 THEN x := 1; END IF; IF p() > 1 THEN NULL; END IF;
  /* ü */ x := 1; x :=
    p();
  PERFORM elsewhere(); x := elsewhere();
  LOOP EXIT WHEN p() > 1; CONTINUE WHEN p() > 1; MOVE RELATIVE p() FROM c; FETCH RELATIVE p() FROM c INTO x; END LOOP;
END $$;`,
    );
    const said = "calls the function public.p(), whose code in the language plpython3u is not looked into";
    assert.deepEqual(doubts, [
      `1.sql:2:34: ${said}`,
      `1.sql:2:10: ${said}`,
      `1.sql:4:33: ${said}`,
      `1.sql:5:19: ${said}`,
      "1.sql:7:3: calls the routine elsewhere, which the files do not create: what it does is not looked into",
      ...[8, 27, 50, 76].map((column) => `1.sql:8:${column}: ${said}`),
    ]);
  });
});
