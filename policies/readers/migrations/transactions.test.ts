import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { displayObject } from "../../facts/object-ref";
import { readMigrations } from "../migrations";

/** The tables that the files make. */
async function tables(...texts: string[]): Promise<string[]> {
  const { facts } = await readMigrations(texts.map((text, at) => ({ path: `${at}.sql`, text })));
  return (facts.facts.table ?? []).map(({ object }) => displayObject(object));
}

describe("a search path that is set", () => {
  for (const [text, expected] of [
    ["BEGIN; SET LOCAL search_path = a; CREATE TABLE x (); COMMIT; CREATE TABLE y ();", ["a.x", "public.y"]],
    ["BEGIN; SET LOCAL search_path = a; ROLLBACK; CREATE TABLE y ();", ["public.y"]],
    ["SET search_path = b; BEGIN; SET LOCAL search_path = a; COMMIT; CREATE TABLE y ();", ["b.y"]],
    ["BEGIN; SET LOCAL search_path = a; SET search_path = b; COMMIT; CREATE TABLE y ();", ["b.y"]],
    ["BEGIN; SELECT set_config('search_path', 'a', true); COMMIT; CREATE TABLE y ();", ["public.y"]],
    ["BEGIN; SELECT set_config('search_path', 'a', false); COMMIT; CREATE TABLE y ();", ["a.y"]],
    ["BEGIN; SET search_path = a; ROLLBACK; CREATE TABLE y ();", ["public.y"]],
    // A tool may run the file in one transaction.
    ["SET LOCAL search_path = a; CREATE TABLE y ();", ["a.y"]],
    ["SET search_path = a; RESET ALL; CREATE TABLE y ();", ["public.y"]],
    ["SET search_path = a; DISCARD ALL; CREATE TABLE y ();", ["public.y"]],
  ] as const)
    test(text, async () =>
      assert.deepEqual(
        await tables(text),
        expected.map((name) => `table ${name}`),
      ),
    );

  test("does not outlast its file", async () => {
    assert.deepEqual(await tables("BEGIN; SET LOCAL search_path = a;", "COMMIT; CREATE TABLE y ();"), [
      "table public.y",
    ]);
  });
});

describe("what is rolled back", () => {
  for (const [text, expected] of [
    ["BEGIN; CREATE TABLE x (); ROLLBACK; CREATE TABLE y ();", ["y"]],
    ["BEGIN; CREATE TABLE x (); COMMIT; ROLLBACK;", ["x"]],
    [
      "BEGIN; CREATE TABLE x (); SAVEPOINT s; CREATE TABLE y (); ROLLBACK TO s; CREATE TABLE z (); COMMIT;",
      ["x", "z"],
    ],
    ["BEGIN; SAVEPOINT s; CREATE TABLE x (); SAVEPOINT s; CREATE TABLE y (); ROLLBACK TO s; COMMIT;", ["x"]],
    ["BEGIN; CREATE TABLE x (); ROLLBACK AND CHAIN; CREATE TABLE y (); ROLLBACK;", []],
  ] as const)
    test(`is not there: ${text}`, async () =>
      assert.deepEqual(
        await tables(text),
        expected.map((name) => `table public.${name}`),
      ));

  test("is said where nobody can know from where on", async () => {
    const { notRead } = await readMigrations([{ path: "1.sql", text: "CREATE TABLE x (); ROLLBACK;" }]);
    assert.deepEqual(
      notRead.map(({ reason }) => reason),
      ["rolls back what stands before it, which is read as if it stayed"],
    );
  });
});
