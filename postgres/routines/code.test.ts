import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { loadRoutineReader, type RoutineReader } from "./code";

let read: RoutineReader;
before(async () => {
  read = await loadRoutineReader();
});

function codeOf(parameters: string, body: string, returns = "void") {
  const definition = `CREATE FUNCTION app.f(${parameters}) RETURNS ${returns} LANGUAGE plpgsql AS $body$${body}$body$`;
  const reading = read({ language: "plpgsql", definition, body });
  assert.ok(reading !== undefined && "code" in reading, JSON.stringify(reading));
  return reading.code;
}

/** What is unquoted in all of the texts. */
function unquoted(parameters: string, body: string, returns?: string): string[] {
  return codeOf(parameters, body, returns).texts.flatMap((text) => text.unquoted);
}

describe("a text that a routine runs holds its caller's words", () => {
  const open: readonly (readonly [string, string, readonly string[]])[] = [
    ["a text", "BEGIN EXECUTE 'x' || a; END", ["a"]],
    ["a text, b name", "BEGIN EXECUTE 'x' || lower(a) || coalesce(b, ''); END", ["a", "b"]],
    ["text", "BEGIN EXECUTE $1; END", ["parameter $1"]],
    ["a integer, b text", "BEGIN EXECUTE 'x' || $2; END", ["b"]],
    ["text", "DECLARE q ALIAS FOR $1; BEGIN EXECUTE q; END", ["parameter $1"]],
    ["a text", "BEGIN EXECUTE format('%I %s', 'x', a); END", ["a"]],
    ["a text", "BEGIN EXECUTE format('%2$s %1$I', 'x', a); END", ["a"]],
    ["a text", "BEGIN EXECUTE format('%-*s', 10, a); END", ["a"]],
    ["a text", "BEGIN EXECUTE format(a, 1); END", ["a"]],
    ["a text", "DECLARE s text := 'x' || a; BEGIN EXECUTE s; END", ["a"]],
    ["a text", "DECLARE s text; BEGIN s := 'x'; s := s || a; EXECUTE s USING a; END", ["a"]],
    ["a text", "DECLARE s text; BEGIN SELECT 'x' || a INTO s; EXECUTE s; END", ["a"]],
    ["a text", "DECLARE s text := ''; BEGIN FOR i IN 1..2 LOOP EXECUTE s; s := s || a; END LOOP; END", ["a"]],
    ["a text[]", "DECLARE v text; BEGIN FOREACH v IN ARRAY a LOOP EXECUTE 'x' || v; END LOOP; END", ["a"]],
    ["a text[]", "BEGIN EXECUTE 'x' || (SELECT string_agg(c, ',') FROM unnest(a) c); END", ["a"]],
    ["a jsonb", "BEGIN EXECUTE 'x' || (a ->> 'q'); END", ["a"]],
    ["a text", "BEGIN IF a = '' THEN RAISE EXCEPTION 'no'; END IF; EXECUTE 'x' || a; END", ["a"]],
    ["a text", "BEGIN IF a IN ('asc', 'desc') THEN NULL; ELSE EXECUTE 'y' || a; END IF; END", ["a"]],
    ["a text", "BEGIN IF a NOT IN ('x') THEN RAISE NOTICE 'no'; END IF; EXECUTE a; END", ["a"]],
    ["a text", "DECLARE c refcursor; BEGIN OPEN c FOR EXECUTE 'x' || a; END", ["a"]],
    ["a text", "DECLARE r record; BEGIN FOR r IN EXECUTE 'x' || a LOOP NULL; END LOOP; END", ["a"]],
    ["a text", "BEGIN NULL; EXCEPTION WHEN others THEN EXECUTE a; END", ["a"]],
    ["a text", "BEGIN IF true THEN a := quote_ident(a); END IF; EXECUTE a; END", ["a"]],
    ["a app.pair", "BEGIN a.x := 1; EXECUTE 'x' || a.y; END", ["a"]],
    ["", "BEGIN EXECUTE 'x' || current_setting('app.order', true); END", ["current_setting('app.order')"]],
  ];
  for (const [parameters, body, names] of open)
    test(`${parameters}: ${body}`, () => assert.deepEqual(unquoted(parameters, body), names));

  test("of a trigger the rows", () => {
    const body = "BEGIN EXECUTE 'x' || NEW.a || tg_table_name; NEW.b := 1; RETURN NEW; END";
    assert.deepEqual(unquoted("", body, "trigger"), ["new"]);
  });

  test("of RETURN QUERY EXECUTE", () => {
    assert.deepEqual(unquoted("a text", "BEGIN RETURN QUERY EXECUTE a; END", "SETOF text"), ["a"]);
  });
});

describe("a text that a routine runs holds nothing of its caller's", () => {
  const closed: readonly (readonly [string, string])[] = [
    ["a text", "BEGIN EXECUTE 'SELECT $1' USING a; END"],
    ["a text", "BEGIN EXECUTE 'x' || quote_ident(a) || quote_literal(a) || quote_nullable(a); END"],
    ["a text, b text", "BEGIN EXECUTE format('%I %L %% %s', a, b, 1); END"],
    ["a text", "BEGIN EXECUTE format('%2$s %1$I', a, 1); END"],
    ["a integer, b uuid, c regclass", "BEGIN EXECUTE 'x' || a || b || c; END"],
    ["a text", "BEGIN EXECUTE 'x' || a::regclass || a::bigint || length(a); END"],
    ["a text", "BEGIN a := quote_ident(a); EXECUTE 'x' || a; END"],
    ["a text", "BEGIN IF a NOT IN ('asc', 'desc') THEN RAISE EXCEPTION 'no'; END IF; EXECUTE 'x' || a; END"],
    ["a text", "BEGIN IF a !~ '^[a-z]+$' THEN RETURN; END IF; EXECUTE 'x' || a; END"],
    ["a text", "BEGIN IF a IN ('asc', 'desc') THEN EXECUTE 'x' || a; END IF; END"],
    ["a text", "BEGIN CASE a WHEN 'x' THEN EXECUTE a; ELSE NULL; END CASE; END"],
    ["a text", "BEGIN IF to_regclass(a) IS NULL THEN RAISE EXCEPTION 'no'; END IF; EXECUTE 'x' || a; END"],
    ["a text", "BEGIN EXECUTE CASE WHEN a = 'x' THEN 'y' ELSE 'z' END; END"],
    ["a text[]", "BEGIN EXECUTE 'x' || (SELECT string_agg(quote_ident(c), ',') FROM unnest(a) c); END"],
    [
      "a text",
      "DECLARE r record; BEGIN SELECT 1 AS n INTO r FROM pg_class WHERE relname = a; EXECUTE 'x' || r.n; END",
    ],
    ["a text", "BEGIN RAISE NOTICE '%', 'EXECUTE ' || a; END"],
  ];
  for (const [parameters, body] of closed)
    test(`${parameters}: ${body}`, () => assert.deepEqual(unquoted(parameters, body), []));
});

describe("the code of a routine", () => {
  test("says in which line a text is run", () => {
    const { texts } = codeOf("a text", "\nBEGIN\n  EXECUTE 'x';\n  EXECUTE a;\nEND");
    assert.deepEqual(texts, [
      { line: 3, unquoted: [] },
      { line: 4, unquoted: ["a"] },
    ]);
  });

  test("says where it reaches and what it reads", () => {
    const { reaches, reads } = codeOf(
      "",
      "BEGIN WITH q AS (SELECT 1) SELECT FROM q, app.orders; COPY t TO PROGRAM 'x'; COPY t TO '/x'; PERFORM pg_read_file('x'); END",
    );
    assert.deepEqual(reaches, ["COPY of a file", "COPY … PROGRAM", "pg_read_file()"]);
    assert.deepEqual(reads, [["app", "orders"]]);
  });

  test("is read of SQL too, with a body of either kind", () => {
    const reads = (body: string) => {
      const reading = read({ language: "sql", definition: "", body });
      assert.ok(reading !== undefined && "code" in reading);
      return reading.code.reads;
    };
    assert.deepEqual(reads("SELECT 1; SELECT * FROM app.orders"), [["app", "orders"]]);
    assert.deepEqual(
      reads("CREATE FUNCTION f() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM app.orders; END"),
      [["app", "orders"]],
    );
  });

  test("that cannot be read is a problem, in the parser's words; of another language nobody asks", () => {
    assert.deepEqual(
      read({
        language: "plpgsql",
        definition: "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS 'BEGIN x'",
        body: "",
      }),
      { problem: "unexpected end of function definition at end of input" },
    );
    assert.equal(read({ language: "plpython3u", definition: "", body: "" }), undefined);
  });
});
