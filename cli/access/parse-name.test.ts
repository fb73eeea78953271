import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { nearest } from "../../postgres/model/nearest";
import { parseName, splitArguments, type WrittenName } from "./parse-name";

const parts = (written: string) => {
  const name = parseName(written);
  assert.notEqual(typeof name, "string", `${written}: ${name}`);
  return (name as WrittenName).parts.map(({ text }) => text);
};

describe("the name of an object", () => {
  test("parts are divided by dots outside of quotes", () => {
    assert.deepEqual(parts("app.orders"), ["app", "orders"]);
    assert.deepEqual(parts('app."odd . ""name"""'), ["app", 'odd . "name"']);
    assert.deepEqual(parts("app.users.email"), ["app", "users", "email"]);
  });

  test("a kind may stand before it, also one of two words", () => {
    assert.equal((parseName("table app.orders") as WrittenName).kind, "table");
    assert.equal((parseName("Materialized View app.totals") as WrittenName).kind, "materialized view");
    assert.equal((parseName("foreign server away") as WrittenName).kind, "foreign server");
    assert.deepEqual(parseName("database"), { kind: "database", parts: [] });
    assert.equal((parseName("tablespaces") as WrittenName).kind, undefined);
  });

  test("a signature's arguments are divided by commas outside of quotes and parentheses", () => {
    const { args } = parseName('function app.f(integer, a "odd, type", numeric(3, 1))') as WrittenName;
    assert.deepEqual(args, ["integer", 'a "odd, type"', "numeric(3, 1)"]);
    assert.deepEqual((parseName("app.f()") as WrittenName).args, []);
    assert.deepEqual(splitArguments(" "), []);
  });

  for (const [written, reason] of [
    ["", /no name/],
    ["table", /no name/],
    ["a.b.c.d", /at most three parts/],
    ['a."b', /no part of a name/],
    ["a..b", /no part of a name/],
    ["f(integer", /not understood/],
    ["f(integer) x", /not understood/],
  ] as const) {
    test(`is refused: ${JSON.stringify(written)}`, () => assert.match(String(parseName(written)), reason));
  }
});

describe("the nearest names", () => {
  test("differ in few letters, the nearest first, whatever their case", () => {
    assert.deepEqual(nearest("app.ordres", ["app.orders", "app.users", "APP.ORDRE"]), [
      "APP.ORDRE",
      "app.orders",
    ]);
  });

  test("are none where nothing is near", () =>
    assert.deepEqual(nearest("orders", ["xyz", "currencies"]), []));
});
