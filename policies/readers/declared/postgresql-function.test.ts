import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { Unknown } from "../../facts/maybe";
import { identityOf } from "../../facts/object-ref";
import { declared } from "../../testing/declared";
import { findings, undecided } from "../../testing/judged";
import { accessResource, grantResource } from "../../testing/twin";
import { parsersFor, readDeclaredFacts, type SqlParsers } from "../declared";

const LATER = new Unknown("the input is not known before the update");
const TOTAL = {
  database: "shop",
  schema: "app",
  name: "total",
  args: [{ type: "uuid" }],
  returns: "bigint",
  language: "sql",
  body: "SELECT 1::bigint",
  securityDefiner: true,
};
const made = (inputs: Readonly<Record<string, unknown>> = {}) =>
  declared("postgresql:index/function:Function", "total", { ...TOTAL, ...inputs });
const OPEN = "grant-public-execute-definer:shop:function app.total(uuid) to PUBLIC";
const PATH = "definer-without-search-path:shop:function app.total(uuid)";
const execute = (inputs: Readonly<Record<string, unknown>>) =>
  grantResource({ objectType: "function", privileges: ["EXECUTE"], ...inputs });

describe("a declared function", () => {
  let parsers: SqlParsers | undefined;
  before(async () => {
    parsers = await parsersFor([made()]);
  });

  for (const [what, inputs, args] of [
    ["without arguments", { args: [] }, ""],
    [
      "with types by other words",
      { args: [{ type: "int" }, { type: "varchar(9)[]" }] },
      "integer, character varying[]",
    ],
    [
      "with names and modes",
      {
        args: [
          { name: "a", type: "text", default: "'x'" },
          { name: "Odd one", mode: "OUT", type: "int8" },
        ],
      },
      'a text, OUT "Odd one" bigint',
    ],
    [
      "with any number of arguments",
      { args: [{ mode: "VARIADIC", name: "r", type: "text[]" }] },
      "VARIADIC r text[]",
    ],
    ["with its body in dollars", { body: "AS $$ SELECT 1::bigint $$;" }, "uuid"],
    ["whose body is not known", { body: LATER }, "uuid"],
  ] as const) {
    test(`${what} has the identity that PostgreSQL gives it`, () => {
      const [fact] = factsOf(readDeclaredFacts([made(inputs)], parsers), "function");
      assert.equal(fact && identityOf(fact.object), `shop:function app.total(${args})`);
      assert.equal(fact?.securityDefiner, true);
    });
  }

  test("takes PostgreSQL's own parsers, and says so where it is not there", () => {
    assert.throws(() => readDeclaredFacts([made()]), /pass the parsers/);
  });

  for (const [what, inputs] of [
    ["that the parser cannot read", { returns: "bigint LANGUAGE" }],
    ["that is more than one statement", { returns: "int AS '' LANGUAGE sql; DROP TABLE t; --" }],
    ["whose arguments are not known", { args: LATER }],
    ["one of whose types is not known", { args: [{ type: LATER }] }],
    ["of which nobody knows whether it runs as its owner", { securityDefiner: LATER }],
  ] as const) {
    test(`${what} is undecided, never passed`, () => {
      assert.deepEqual(undecided(made(inputs)).sort(), [
        "definer-unquoted-text",
        "definer-without-search-path",
        "function-to-review",
        "function-unquoted-text",
        "grant-public-execute-definer",
      ]);
      assert.deepEqual(findings(made(inputs)), []);
    });
  }

  test("never has its body in a fact", () => {
    const facts = readDeclaredFacts([made({ body: "SELECT 'hunter2'" })], parsers);
    assert.doesNotMatch(JSON.stringify(facts), /hunter2/);
  });
});

describe("what PUBLIC may do with a new function", () => {
  test("is everything, as long as nothing else says so", () => {
    assert.deepEqual(findings(made()), [PATH, OPEN]);
    assert.deepEqual(findings(made({ securityDefiner: false })), []);
  });

  test("is taken away by a Grant of nothing, of this function or of all of its schema", () => {
    const nothing = { role: "public", privileges: [] };
    assert.deepEqual(findings(made(), execute({ ...nothing, objects: ["total"] })), [PATH]);
    assert.deepEqual(findings(made(), execute({ ...nothing, objects: [] })), [PATH]);
    assert.deepEqual(findings(made(), execute({ ...nothing, schema: "other", objects: [] })), [PATH, OPEN]);
  });

  test("is what a Grant says, which knows the function by its resource", () => {
    assert.deepEqual(findings(made(), execute({ role: "public", objects: ["total"] })), [PATH, OPEN]);
    assert.deepEqual(undecided(made(), execute({ role: "public", objects: ["total"] })), []);
    assert.deepEqual(undecided(execute({ role: "public", objects: ["total"] })), [
      "grant-public-execute-definer",
    ]);
  });

  test("is taken away by an Access of its schema, unless that only adds", () => {
    assert.deepEqual(findings(made(), accessResource()), [PATH]);
    assert.deepEqual(findings(made(), accessResource({ mode: "additive" })), [PATH, OPEN]);
    assert.deepEqual(findings(made(), accessResource({ schemas: { other: {} } })), [PATH, OPEN]);
    assert.deepEqual(findings(made(), accessResource({ database: "other" })), [PATH, OPEN]);
  });

  test("is undecided where nobody knows whether that Access is one of its database", () => {
    const { database: _database, ...elsewhere } = TOTAL;
    const nowhere = declared("postgresql:index/function:Function", "total", elsewhere);
    assert.deepEqual(undecided(nowhere, accessResource()), ["grant-public-execute-definer"]);
  });
});
