import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { granteeText, objectKey } from "../../../postgres/model/keys";
import { OBJECT_KINDS, type ObjectName } from "../../../postgres/model/objects";
import { PRIVILEGES, privilegeNames, privilegeSet } from "../../../postgres/model/privileges";
import { defaultsKey } from "../../../postgres/plan/default-privileges";
import { parseDefaultsKey, parseHoldings, parseObjectKey } from "./graph-text";

const name = fc.string({
  minLength: 1,
  unit: fc.constantFrom("a", "B", ".", '"', "(", ")", ";", "=", ",", " ", "é", "\n"),
});

describe("the texts of an access graph are read back", () => {
  test("every object's key", () => {
    const object = fc.record(
      {
        kind: fc.constantFrom(...OBJECT_KINDS),
        schema: name,
        name,
        args: fc.constantFrom("", "integer", "a uuid, VARIADIC b text[]"),
      },
      { requiredKeys: ["kind", "name"], noNullPrototype: true },
    ) as fc.Arbitrary<ObjectName>;
    fc.assert(fc.property(object, (one) => assert.deepEqual(parseObjectKey(objectKey(one)), one)));
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

  test("every list of grantees, PUBLIC and roles with hostile names among them", () => {
    const grantee = fc.oneof(fc.constant(""), fc.constant("PUBLIC"), name);
    const set = fc.subarray([...PRIVILEGES], { minLength: 1 }).map((names) => privilegeSet(names));
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(grantee, set), { selector: ([who]) => who }), (entries) => {
        const text = entries
          .map(([who, held]) => `${granteeText(who)}=${privilegeNames(held).join(", ")}`)
          .join("; ");
        assert.deepEqual(parseHoldings(text), new Map(entries));
      }),
    );
  });

  for (const text of ["app", "app=", "app=FLY", "app=SELECT;", "app=SELECT, ; x=SELECT", "=SELECT"]) {
    test(`${JSON.stringify(text)} is of no such form`, () => assert.equal(parseHoldings(text), undefined));
  }

  for (const key of ["", "table", "dragon a.b", "table a.b.c", 'table "a', "default privileges of a for"]) {
    test(`${JSON.stringify(key)} is no key`, () => {
      assert.equal(parseObjectKey(key), undefined);
      assert.equal(parseDefaultsKey(key), undefined);
    });
  }
});
