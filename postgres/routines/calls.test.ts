import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { loadCallReader } from "./calls";

let read: Awaited<ReturnType<typeof loadCallReader>>;
before(async () => {
  read = await loadCallReader();
});

/** A function with a body in quotes. */
const calls = (language: string, body: string) =>
  read({
    language,
    body,
    definition: `CREATE FUNCTION app.f(a text) RETURNS text LANGUAGE ${language} AS $body$${body}$body$`,
  });

/** A function with an SQL-standard body, which is all of its definition. */
const standard = (body: string, parameter = "a text") => {
  const definition = `CREATE FUNCTION app.f(${parameter}) RETURNS text LANGUAGE sql ${body}`;
  return read({ language: "sql", definition, body: definition });
};

describe("a function reads a setting", () => {
  for (const [language, body] of [
    ["sql", "SELECT current_setting('a.b', true)"],
    ["sql", `SELECT "pg_catalog" . "current_setting"('a.b')`],
    ["sql", "SELECT CURRENT_SETTING ('a.b')"],
    ["sql", "SELECT user"],
    ["sql", "SELECT 1; SELECT session_user"],
    ["plpgsql", "BEGIN RETURN current_setting('a.b'); END"],
    ["plpgsql", "DECLARE v text := current_role; BEGIN RETURN v; END"],
    ["plpgsql", "DECLARE v app.t := current_setting('a.b')::app.t; BEGIN RETURN v.x; END"],
    ["plpgsql", "BEGIN IF current_setting('a.b') = '1' THEN RETURN 'x'; END IF; RETURN 'y'; END"],
    ["plpgsql", "BEGIN a := current_setting('a.b'); RETURN a; END"],
    ["plpgsql", "BEGIN EXECUTE 'SELECT current_setting(''a.b'')' INTO a; RETURN a; END"],
    ["plpgsql", "BEGIN EXECUTE 'SHOW ' || 'work_mem' INTO a; RETURN a; END"],
    // No parser here reads it: a name anywhere counts.
    ["plpython3u", "return plpy.execute(\"SELECT current_setting('a.b')\")"],
  ] as const)
    test(`${language}: ${body}`, () => assert.equal(calls(language, body).readsSetting, true));

  test("in an SQL-standard body", () => {
    assert.equal(standard("RETURN current_user").readsSetting, true);
    assert.equal(standard("BEGIN ATOMIC SELECT 1; SELECT current_setting('a.b'); END").readsSetting, true);
    assert.equal(standard("RETURN upper(a)").readsSetting, false);
  });
});

describe("a function reads no setting", () => {
  for (const [language, body] of [
    ["sql", "SELECT 'current_setting(''a.b'')'"],
    ["sql", "SELECT a -- not current_setting('a.b'), and not current_user"],
    ["sql", "/* session_user */ SELECT a"],
    ["sql", 'SELECT "current_user" FROM app.t'],
    ["sql", "SELECT app.current_setting(a)"],
    ["sql", "SELECT show FROM app.t"],
    ["plpgsql", "BEGIN -- current_setting('a.b')\n RETURN a; END"],
    ["plpgsql", "BEGIN RAISE NOTICE 'current_user'; RETURN a; END"],
    ["plpgsql", "DECLARE current_setting text := a; BEGIN RETURN current_setting; END"],
    ["plpgsql", "BEGIN EXECUTE a; RETURN a; END"],
    ["plpython3u", "return a"],
  ] as const)
    test(`${language}: ${body}`, () => assert.equal(calls(language, body).readsSetting, false));
});

describe("the functions that code calls", () => {
  const called = (language: string, body: string) =>
    calls(language, body).calls.map(([schema, name]) => (schema === null ? name : `${schema}.${name}`));

  test("are those of its statements, by their names, quoted or not", () => {
    assert.deepEqual(called("sql", 'SELECT app."Far off"(lower(a)), "app" . other ()'), [
      "app.Far off",
      "lower",
      "app.other",
    ]);
    assert.deepEqual(called("plpgsql", "BEGIN PERFORM app.f(a); RETURN App.G(a); END"), ["app.f", "app.g"]);
  });

  test("are not the words of its texts and comments", () => {
    assert.deepEqual(called("sql", "SELECT 'app.f(1)' -- app.g(1)"), []);
    assert.deepEqual(called("plpgsql", "BEGIN /* app.f() */ RETURN 'app.g()'; END"), []);
  });

  test("are looked for in the text of a language that no parser here reads, and where one refuses it", () => {
    assert.deepEqual(called("plpython3u", 'plpy.execute("SELECT app.f()")'), ["plpy.execute", "app.f"]);
    assert.deepEqual(called("plpgsql", "BEGIN RETURN app.f() END"), ["app.f"]);
    assert.deepEqual(called("sql", 'SELECT "Far off"() FRMO app.f()'), ["Far off", "app.f"]);
  });
});
