import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { identityOf } from "../../facts/object-ref";
import { type FunctionReader, loadFunctionReader, type WrittenFunction } from "./function-reader";

const NAMES = [
  { schema: "app", name: "total" },
  { schema: 'odd "schema"', name: "it's; a -- name" },
] as const;

const BODIES = {
  "an SQL body": "SELECT 1",
  "one with quotes": "SELECT 'it''s', \"x\" FROM app.orders",
  "one with backslashes": "SELECT E'a\\'b', pg_read_file('\\\\x')",
  "a PL/pgSQL body": "BEGIN EXECUTE 'SELECT ' || ordering; PERFORM pg_read_file('/x'); RETURN NULL; END",
  "one that cannot be read": "BEGIN SELECT FROM WHERE; END $$ '",
  "an empty one": "",
} as const;

const HEADS = [
  "() RETURNS integer LANGUAGE sql",
  "(ordering text) RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER",
  '(a int, OUT "Odd, one" varchar(9)[]) LANGUAGE sql',
  "(VARIADIC r text[]) RETURNS TABLE (x numeric(10, 2), y app.thing) LANGUAGE plpgsql",
  "() RETURNS SETOF app.orders LANGUAGE C",
  "() RETURNS LANGUAGE sql",
] as const;

describe("functions with one head", () => {
  let read: FunctionReader;
  before(async () => {
    read = await loadFunctionReader();
  });

  for (const head of HEADS)
    for (const [what, body] of Object.entries(BODIES))
      test(`are read each as if it stood alone: ${head}, ${what}`, () => {
        for (const named of NAMES) {
          const written: WrittenFunction = { ...named, head, body };
          // A comment makes the head one that is not shared, and says nothing.
          const alone = read({ ...written, head: `${head} /* alone */` });
          assert.deepEqual(read(written), alone);
          assert.equal(alone === undefined, head === "() RETURNS LANGUAGE sql");
        }
      });

  test("are told apart by their names, and by what they do", () => {
    const head = "(ordering text) RETURNS bigint LANGUAGE plpgsql";
    const of = (name: string, body: string) => {
      const [fact] = read({ schema: "app", name, head, body })?.function ?? [];
      return [fact && identityOf(fact.object), JSON.stringify(fact?.code)];
    };
    const texts = '[{"line":1,"unquoted":["ordering"]}]';
    assert.deepEqual(of("one", "BEGIN RETURN 1; END"), [
      "function app.one(ordering text)",
      '{"texts":[],"reaches":[],"reads":[]}',
    ]);
    assert.deepEqual(of("one", "BEGIN EXECUTE ordering; RETURN 1; END"), [
      "function app.one(ordering text)",
      `{"texts":${texts},"reaches":["EXECUTE"],"reads":[]}`,
    ]);
    assert.equal(of("two", "BEGIN RETURN 1; END")[0], "function app.two(ordering text)");
  });

  for (const [what, head] of [
    ["a comment that is not closed", "() RETURNS int LANGUAGE sql /*"],
    ["a comment to the end of the line", "() RETURNS int LANGUAGE sql AS 'SELECT 2' --"],
    ["a text that is not closed", "(a text DEFAULT 'x) RETURNS int LANGUAGE sql"],
    ["a text in dollars that is not closed", "(a text DEFAULT $x$) RETURNS int LANGUAGE sql"],
  ] as const)
    test(`are read as a whole where the head holds ${what}`, () => {
      const facts = read({ schema: "app", name: "f", head, body: "SELECT pg_read_file('x')" });
      assert.ok(!JSON.stringify(facts ?? {}).includes("pg_read_file"));
    });
});
