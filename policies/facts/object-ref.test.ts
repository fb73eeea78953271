import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { databaseOfIdentity, displayObject, identityOf, type ObjectRef, withGrantee } from "./object-ref";

const TABLE: ObjectRef = { kind: "table", database: "shop", schema: "app", name: "orders" };

describe("the identity of an object", () => {
  const table: readonly (readonly [string, ObjectRef, string])[] = [
    ["a table", TABLE, "shop:table app.orders"],
    ["an odd name, quoted", { ...TABLE, name: 'a".b' }, 'shop:table app."a"".b"'],
    [
      "a function with its arguments",
      { ...TABLE, kind: "function", name: "f", args: "uuid" },
      "shop:function app.f(uuid)",
    ],
    ["a column", { ...TABLE, kind: "column", column: "e.mail" }, 'shop:column app.orders."e.mail"'],
    [
      "every table of a schema",
      { kind: "table", database: "shop", schema: "app" },
      "shop:every table of schema app",
    ],
    [
      "the database itself, named once",
      { kind: "database", database: "shop", name: "shop" },
      "database shop",
    ],
    ["a role, which belongs to the server", { kind: "role", name: "App" }, 'role "App"'],
    [
      "a policy on its table",
      { ...TABLE, kind: "policy", table: "orders", name: "tenant" },
      "shop:policy tenant on app.orders",
    ],
    ["a setting", { kind: "setting", name: "ssl" }, "setting ssl"],
    [
      "default privileges",
      {
        kind: "default privileges",
        database: "shop",
        schema: "app",
        name: "owner",
        objects: "tables",
        grantee: "PUBLIC",
      },
      "shop:default privileges of owner for tables in schema app to PUBLIC",
    ],
    ["a way through a role", { kind: "role", name: "app", via: "dba" }, "role app via dba"],
  ];
  for (const [what, ref, identity] of table) {
    test(`names ${what}`, () => assert.equal(identityOf(ref), identity));
  }

  test("does not depend on where the object was seen: line, resource, URN", () => {
    assert.equal(identityOf({ ...TABLE, line: 7, resource: "x", urn: "urn:x" }), identityOf(TABLE));
  });

  test("tells PUBLIC from a role of that name", () => {
    assert.equal(identityOf(withGrantee(TABLE, "")), "shop:table app.orders to PUBLIC");
    assert.equal(identityOf(withGrantee(TABLE, "PUBLIC")), 'shop:table app.orders to "PUBLIC"');
  });

  test("never is the same for two tables, whatever their names hold", () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom("a", "B", ".", '"', ":", " ", "é") });
    const ref = fc.record({ kind: fc.constant("table"), database: name, schema: name, name });
    fc.assert(
      fc.property(ref, ref, (a, b) => {
        const same = a.database === b.database && a.schema === b.schema && a.name === b.name;
        assert.equal(identityOf(a) === identityOf(b), same);
      }),
    );
  });

  test("gives its database back, whatever it is called", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (database) => {
        assert.equal(databaseOfIdentity(identityOf({ ...TABLE, database })), database);
      }),
    );
    assert.equal(databaseOfIdentity("role app"), undefined);
    assert.equal(databaseOfIdentity("hba rule hostssl all all ::/0 md5"), undefined);
  });
});

test("people read objects without their database", () => {
  assert.equal(displayObject(TABLE), "table app.orders");
});
