import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AclReader, splitArrayText } from "../catalog/acl-text";
import { type AclEntry, heldBy, PUBLIC } from "../model/acl";
import { privilegeSet } from "../model/privileges";
import { diffAcl } from "./diff-acl";
import { splitNames } from "./role-settings";
import { countObjects } from "./summary";

const SELECT = privilegeSet(["SELECT"]);
const INSERT = privilegeSet(["INSERT"]);

describe("reading access lists", () => {
  const reader = new AclReader((name) => name === "42");
  const table: readonly (readonly [string, readonly Partial<AclEntry>[]])[] = [
    ["{}", []],
    [
      "{owner=arw/owner}",
      [{ grantee: "owner", grantor: "owner", privileges: SELECT | INSERT | privilegeSet(["UPDATE"]) }],
    ],
    ["{=r/owner}", [{ grantee: PUBLIC, privileges: SELECT, grantable: 0 }]],
    ["{a=r*a/owner}", [{ grantee: "a", privileges: SELECT | INSERT, grantable: SELECT }]],
    ['{"\\"My Role\\"=r/owner"}', [{ grantee: "My Role" }]],
    ['{"\\"a\\"\\"b,c}\\"=r/owner"}', [{ grantee: 'a"b,c}' }]],
    ["{41=r/owner,42=r/owner}", [{ grantee: "#41" }, { grantee: "42" }]],
    ["{m=rm/owner}", [{ grantee: "m", privileges: SELECT | privilegeSet(["MAINTAIN"]) }]],
  ];
  for (const [text, expected] of table) {
    test(text, () => {
      const entries = reader.read(text);
      assert.equal(entries.length, expected.length);
      for (const [index, entry] of expected.entries()) {
        for (const [key, value] of Object.entries(entry))
          assert.deepEqual(entries[index]?.[key as keyof AclEntry], value);
      }
    });
  }

  test("a letter that no supported server prints is an error, not nothing", () => {
    assert.throws(() => reader.read("{a=z/owner}"), /unknown privilege letter "z"/);
  });

  test("elements of an array text come back whatever they hold", () => {
    const quote = (item: string) => `"${item.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (items) => {
        assert.deepEqual(splitArrayText(`{${items.map(quote).join(",")}}`), items);
      }),
    );
  });
});

describe("comparing access lists", () => {
  const privileges = fc.integer({ min: 0, max: 127 });
  const name = fc.constantFrom("a", "b", "c", PUBLIC);
  const entry = fc.record({
    grantee: name,
    grantor: fc.constant("owner"),
    privileges,
    grantable: fc.constant(0),
  });
  const wanted = fc.dictionary(name, privileges).map((record) => new Map(Object.entries(record)));

  test("applying an authoritative difference gives exactly what is meant", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), wanted, (acl, grants) => {
        const changes = diffAcl(acl, "owner", grants, "authoritative");
        for (const grantee of ["a", "b", "c", PUBLIC]) {
          const change = changes.find((one) => one.grantee === grantee);
          const after = (heldBy(acl, grantee) & ~(change?.lose ?? 0)) | (change?.gain ?? 0);
          assert.equal(after, grants.get(grantee) ?? 0);
          assert.equal(
            (change?.gain ?? 0) & heldBy(acl, grantee),
            0,
            "nothing is gained that is held already",
          );
        }
      }),
    );
  });

  test("an additive difference takes nothing", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), wanted, (acl, grants) => {
        for (const change of diffAcl(acl, "owner", grants, "additive")) {
          assert.equal(change.lose | change.loseGrantOption, 0);
          assert.equal(change.gain & ~(grants.get(change.grantee) ?? 0), 0);
        }
      }),
    );
  });

  test("a chain of grants is taken back from its end, each by who gave it", () => {
    const acl: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT, grantable: SELECT },
      { grantee: "b", grantor: "a", privileges: SELECT, grantable: SELECT },
      { grantee: "c", grantor: "b", privileges: SELECT, grantable: 0 },
    ];
    const changes = diffAcl(acl, "owner", new Map([["a", SELECT]]), "authoritative");
    assert.deepEqual(
      changes.map(({ grantee, grantor, lose, loseGrantOption }) => [grantee, grantor, lose, loseGrantOption]),
      [
        ["c", "b", SELECT, 0],
        ["b", "a", SELECT, 0],
        ["a", undefined, 0, SELECT],
      ],
    );
  });

  test("the owner's own privileges and grantees that no longer exist are left alone", () => {
    const acl: AclEntry[] = [
      { grantee: "owner", grantor: "owner", privileges: INSERT, grantable: 0 },
      { grantee: "#4711", grantor: "owner", privileges: INSERT, grantable: 0 },
    ];
    assert.deepEqual(diffAcl(acl, "owner", new Map(), "authoritative"), []);
  });
});

test("names in a list setting are read as PostgreSQL reads them", () => {
  assert.deepEqual(splitNames('app, "My ""Schema", PG_Temp,"a,b"'), ["app", 'My "Schema', "pg_temp", "a,b"]);
  assert.deepEqual(splitNames(""), []);
});

test("objects are counted by kind and schema", () => {
  const table = (schema: string, name: string) => ({ kind: "table", schema, name }) as const;
  assert.equal(countObjects([table("app", "t")]), "table app.t");
  assert.equal(countObjects([table("app", "t"), table("app", "u")]), "2 tables in app");
  assert.equal(
    countObjects([table("app", "t"), table("b", "u"), { kind: "view", schema: "app", name: "v" }]),
    "2 tables and 1 view in app, b",
  );
});
