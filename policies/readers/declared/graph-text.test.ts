import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { granteeText, objectKey } from "../../../postgres/model/keys";
import { OBJECT_KINDS, type ObjectName } from "../../../postgres/model/objects";
import { PRIVILEGES, privilegeSet, rights, rightsText } from "../../../postgres/model/privileges";
import { defaultsKey } from "../../../postgres/plan/default-privileges";
import { isOtherKey, parseDefaultsKey, parseHoldings, parseObjectKey } from "./graph-text";

const name = fc.string({
  minLength: 1,
  unit: fc.constantFrom("a", "B", ".", '"', "(", ")", ";", "=", ",", " ", "é", "\n"),
});

describe("the texts of an access graph are read back", () => {
  const readBack = (object: fc.Arbitrary<ObjectName>) =>
    fc.assert(fc.property(object, (one) => assert.deepEqual(parseObjectKey(objectKey(one)), one)));

  test("every object's key", () => {
    const others = OBJECT_KINDS.filter((kind) => !["column", "large object", "parameter"].includes(kind));
    const object = fc.record(
      {
        kind: fc.constantFrom(...others),
        schema: name,
        name,
        args: fc.constantFrom("", "integer", "a uuid, VARIADIC b text[]"),
      },
      { requiredKeys: ["kind", "name"], noNullPrototype: true },
    ) as fc.Arbitrary<ObjectName>;
    readBack(object);
  });

  test("a column's key, always of three parts", () => {
    const kind = fc.constant("column" as const);
    readBack(fc.record({ kind, schema: name, name, column: name }, { noNullPrototype: true }));
    for (const key of ["column users.email", "column shop.app.users.email"])
      assert.equal(parseObjectKey(key), undefined);
  });

  test("a large object's key by its number, a parameter's with its dots", () => {
    readBack(
      fc.record(
        { kind: fc.constant("large object" as const), name: fc.nat().map(String) },
        { noNullPrototype: true },
      ),
    );
    const word = fc.constantFrom("work_mem", "App", "tenant id");
    const parts = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("."));
    readBack(fc.record({ kind: fc.constant("parameter" as const), name: parts }, { noNullPrototype: true }));
    assert.equal(parseObjectKey("table 16400"), undefined);
    assert.equal(parseObjectKey("large object app"), undefined);
  });

  test("entries that tell of no privilege are known as such, and nothing else is", () => {
    for (const key of ["role app", 'role "a b"', "owner of table app.orders", "database shop settings"]) {
      assert.ok(isOtherKey(key), key);
      assert.equal(parseObjectKey(key), undefined);
    }
    for (const key of ["table app.orders", "dragon app.orders", "role", "role a b", "database shop", ""])
      assert.ok(!isOtherKey(key), key);
  });

  test("every key of default privileges", () => {
    const kind = fc.constantFrom(
      "tables",
      "sequences",
      "functions",
      "types",
      "schemas",
      "large objects" as const,
    );
    fc.assert(
      fc.property(name, fc.option(name), kind, (owner, schema, of) => {
        assert.deepEqual(parseDefaultsKey(defaultsKey(owner, schema, of)), { owner, schema, kind: of });
      }),
    );
  });

  test("every list of grantees and grant options, PUBLIC and roles with hostile names among them", () => {
    const grantee = fc.oneof(fc.constant(""), fc.constant("PUBLIC"), name);
    const set = fc
      .tuple(fc.subarray([...PRIVILEGES], { minLength: 1 }), fc.subarray([...PRIVILEGES]))
      .map(([held, grantable]) => rights(privilegeSet(held), privilegeSet(grantable)));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(grantee, set), { selector: ([who]) => who }), (entries) => {
        const text = entries.map(([who, held]) => `${granteeText(who)}=${rightsText(held)}`).join("; ");
        assert.deepEqual(parseHoldings(text), new Map(entries));
      }),
    );
  });

  for (const text of [
    "app=SELECT WITH GRANT",
    "app=WITH GRANT OPTION",
    "app",
    "app=",
    "app=FLY",
    "app=SELECT;",
    "app=SELECT, ; x=SELECT",
    "=SELECT",
  ]) {
    test(`${JSON.stringify(text)} is of no such form`, () => assert.equal(parseHoldings(text), undefined));
  }

  for (const key of ["", "table", "dragon a.b", "table a.b.c", 'table "a', "default privileges of a for"]) {
    test(`${JSON.stringify(key)} is no key`, () => {
      assert.equal(parseObjectKey(key), undefined);
      assert.equal(parseDefaultsKey(key), undefined);
    });
  }
});
