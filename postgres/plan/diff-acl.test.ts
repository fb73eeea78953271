import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AclReader, splitArrayText } from "../catalog/acl-text";
import { type AclEntry, PUBLIC } from "../model/acl";
import { privilegeSet, type Rights, rights } from "../model/privileges";
import { aclLines } from "./acl-lines";
import { AclState } from "./acl-state";
import { type AclIntent, diffAcl } from "./diff-acl";
import { cureOf, lackText, ownTexts, undeclaredText } from "./graph-text";
import type { ObjectMode } from "./object-mode";
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
  const roles = ["a", "b", "c", "d"];
  const name = fc.constantFrom(...roles, PUBLIC);
  const set = fc.integer({ min: 0, max: 127 });
  /** Lists as PostgreSQL makes them: who passes on holds the grant option, and there are no circles. */
  const acl = fc
    .array(
      fc.record({ grantor: fc.constantFrom("owner", "a", "b", "c"), grantee: name, held: set, options: set }),
      {
        maxLength: 8,
      },
    )
    .map((wishes) => {
      const state = new AclState([]);
      const rank = (role: string) => ["owner", ...roles].indexOf(role);
      for (const { grantor, grantee, held, options } of wishes) {
        if (grantee !== PUBLIC && rank(grantee) <= rank(grantor)) continue;
        const may = grantor === "owner" ? 127 : state.held(grantor).grantable;
        const passed = grantee === PUBLIC ? 0 : options & held & may;
        if ((held & may) !== 0) state.grant(grantee, grantor, held & may, passed);
      }
      return state.entries as readonly AclEntry[];
    });
  const wanted = fc
    .array(fc.tuple(name, set, set), { maxLength: 5 })
    .map(
      (items) =>
        new Map(
          items.map(([who, held, options]) => [who, rights(held, who === PUBLIC ? 0 : options & held)]),
        ),
    );
  const intentOf = (
    grants: ReadonlyMap<string, Rights>,
    mode: ObjectMode,
    more: Partial<AclIntent> = {},
  ): AclIntent => ({
    owner: "owner",
    mode,
    grants,
    denied: new Map(),
    ignored: new Map(),
    ...more,
  });
  const rightsOf = (state: AclState, who: string) => {
    const { privileges, grantable } = state.held(who);
    return rights(privileges, grantable);
  };

  test("applying an authoritative difference gives exactly what is meant, and a second one is empty", () => {
    fc.assert(
      fc.property(acl, wanted, (list, grants) => {
        const intent = intentOf(grants, "authoritative");
        const { after } = diffAcl(list, intent);
        for (const who of [...roles, PUBLIC]) assert.equal(rightsOf(after, who), grants.get(who) ?? 0, who);
        assert.deepEqual(diffAcl(after.entries, intent).changes, []);
      }),
      { numRuns: 2000 },
    );
  });

  test("an additive difference takes nothing from anybody", () => {
    fc.assert(
      fc.property(acl, wanted, (list, grants) => {
        const { changes, after } = diffAcl(list, intentOf(grants, "additive"));
        assert.ok(changes.every(({ action }) => action === "GRANT"));
        const before = new AclState(list);
        for (const who of [...roles, PUBLIC])
          assert.equal(rightsOf(after, who), rightsOf(before, who) | (grants.get(who) ?? 0));
      }),
    );
  });

  test("what is denied goes in every mode, and what depended on it stays with those of whom nobody spoke", () => {
    fc.assert(
      fc.property(acl, fc.constantFrom("additive", "adopt"), set, (list, mode, denial) => {
        const { after } = diffAcl(list, intentOf(new Map(), mode, { denied: new Map([["a", denial]]) }));
        const before = new AclState(list);
        assert.equal(after.held("a").privileges, before.held("a").privileges & ~denial);
        for (const who of ["b", "c", "d", PUBLIC])
          assert.equal(after.held(who).privileges, before.held(who).privileges, who);
      }),
    );
  });

  test("an ignored grantee keeps what it has, even where it depended on somebody who loses the grant option", () => {
    const list: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT, grantable: SELECT },
      { grantee: "tool", grantor: "a", privileges: SELECT, grantable: 0 },
    ];
    const intent = intentOf(new Map(), "authoritative", { ignored: new Map([["tool", "its own"]]) });
    const { changes, after } = diffAcl(list, intent);
    assert.deepEqual(
      changes.map(({ action, grantee, grantor, cascade }) => [action, grantee, grantor, cascade]),
      [
        ["REVOKE", "a", "owner", true],
        ["GRANT", "tool", "owner", false],
      ],
    );
    assert.deepEqual(
      aclLines(list, after, intent).map(({ text, reason }) => [text, reason]),
      [
        ["a loses SELECT", "not declared"],
        ["tool loses SELECT granted by a", "depends on a grant option of a (CASCADE)"],
        ["tool gains SELECT", "depended on another grantee"],
      ],
    );
  });

  test("a chain of grants goes by one REVOKE of the owner with CASCADE, every link a line of the preview", () => {
    const list: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT, grantable: SELECT },
      { grantee: "b", grantor: "a", privileges: SELECT, grantable: SELECT },
      { grantee: "c", grantor: "b", privileges: SELECT, grantable: 0 },
    ];
    const intent = intentOf(new Map([["a", SELECT]]), "authoritative");
    const { changes, after } = diffAcl(list, intent);
    assert.deepEqual(
      changes.map(({ action, grantee, grantor, cascade }) => [action, grantee, grantor, cascade]),
      [["REVOKE GRANT OPTION", "a", "owner", true]],
    );
    assert.deepEqual(
      aclLines(list, after, intent).map(({ text }) => text),
      ["a loses the grant option for SELECT", "b loses SELECT granted by a", "c loses SELECT granted by b"],
    );
  });

  test("a grant passed on by a role that keeps its grant option is taken back by the owner, who grants that option again", () => {
    const list: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT, grantable: SELECT },
      { grantee: "b", grantor: "a", privileges: SELECT, grantable: 0 },
    ];
    const intent = intentOf(new Map([["a", rights(SELECT, SELECT)]]), "authoritative");
    const { changes, after } = diffAcl(list, intent);
    assert.deepEqual(
      changes.map(({ action, grantee, grantor, cascade }) => [action, grantee, grantor, cascade]),
      [
        ["REVOKE GRANT OPTION", "a", "owner", true],
        ["GRANT", "a", "owner", false],
      ],
    );
    assert.deepEqual(
      aclLines(list, after, intent).map(({ text }) => text),
      ["b loses SELECT granted by a"],
    );
  });

  test("a table's REVOKE takes the same privilege on a column along", () => {
    const column: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT | INSERT, grantable: 0 },
    ];
    const removal = { grantee: "a", grantor: "owner", privileges: SELECT, grantOptionOnly: false };
    const { changes } = diffAcl(column, intentOf(new Map([["a", SELECT]]), "authoritative"), [removal]);
    assert.deepEqual(
      changes.map(({ action, privileges }) => [action, privileges]),
      [
        ["REVOKE", INSERT],
        ["GRANT", SELECT],
      ],
    );
  });

  test("grantees that no longer exist are left alone, and so is the owner where nothing is said about its own", () => {
    const list: AclEntry[] = [
      { grantee: "owner", grantor: "owner", privileges: INSERT, grantable: 0 },
      { grantee: "#4711", grantor: "owner", privileges: INSERT, grantable: 0 },
    ];
    const intent = intentOf(new Map([["owner", SELECT]]), "authoritative");
    assert.deepEqual(diffAcl(list, intent).changes, []);
    assert.deepEqual(undeclaredText(list, intent), ["the dropped role with OID 4711 keeps INSERT"]);
    assert.equal(ownTexts(list, intent), undefined);
  });

  test("what a role that is gone granted cannot be taken back, and is told in every mode", () => {
    const list: AclEntry[] = [
      { grantee: "#4711", grantor: "owner", privileges: SELECT, grantable: SELECT },
      { grantee: "a", grantor: "#4711", privileges: SELECT, grantable: SELECT },
      { grantee: "b", grantor: "a", privileges: SELECT, grantable: 0 },
    ];
    for (const mode of ["authoritative", "adopt"] as const) {
      const intent = intentOf(new Map(), mode);
      assert.deepEqual(
        diffAcl(list, intent).changes.map(({ action, grantee, grantor }) => [action, grantee, grantor]),
        mode === "adopt" ? [] : [["REVOKE", "b", "a"]],
      );
      assert.deepEqual(undeclaredText(list, intent).slice(0, 2), [
        "the dropped role with OID 4711 keeps SELECT WITH GRANT OPTION",
        "a keeps SELECT WITH GRANT OPTION granted by the dropped role with OID 4711",
      ]);
      for (const text of undeclaredText(list, intent).slice(0, 2))
        assert.match(cureOf(text), /INSERT INTO pg_catalog\.pg_authid .* VALUES \(4711, 'dropped_4711'/);
    }
    assert.equal(cureOf('"the dropped role with OID 4711" keeps SELECT'), "");
  });

  test("what an owner lost of its own is granted again in mode authoritative, and told in the others", () => {
    const list: AclEntry[] = [{ grantee: "owner", grantor: "owner", privileges: INSERT, grantable: 0 }];
    const own = SELECT | INSERT;
    const mended = intentOf(new Map(), "authoritative", { own });
    const { changes, after } = diffAcl(list, mended);
    assert.deepEqual(
      aclLines(list, after, mended).map(({ text, reason }) => [text, reason]),
      [["owner gains SELECT", "the owner's own"]],
    );
    assert.deepEqual(
      changes.map(({ action, grantee, grantor, grantOption }) => [action, grantee, grantor, grantOption]),
      [["GRANT", "owner", "owner", false]],
    );
    assert.deepEqual(ownTexts(list, mended), { live: "owner, without SELECT", desired: "owner" });
    assert.deepEqual(lackText(list, mended), []);
    for (const mode of ["additive", "adopt"] as const) {
      const told = intentOf(new Map(), mode, { own });
      assert.deepEqual(diffAcl(list, told).changes, []);
      assert.equal(ownTexts(list, told), undefined);
      assert.deepEqual(lackText(list, told), ["owner lacks its own SELECT"]);
    }
  });

  test("what is declared for an owner by name and was lost is granted in every mode, and nothing else", () => {
    const UPDATE = privilegeSet(["UPDATE"]);
    const list: AclEntry[] = [{ grantee: "owner", grantor: "owner", privileges: INSERT, grantable: 0 }];
    for (const mode of ["additive", "adopt"] as const) {
      const intent = intentOf(new Map([["owner", SELECT | INSERT]]), mode, { own: SELECT | INSERT | UPDATE });
      assert.deepEqual(
        diffAcl(list, intent).changes.map(({ action, grantee, privileges }) => [action, grantee, privileges]),
        [["GRANT", "owner", SELECT]],
      );
      assert.deepEqual(ownTexts(list, intent), { live: "owner, without SELECT", desired: "owner" });
      assert.deepEqual(lackText(list, intent), ["owner lacks its own UPDATE"]);
    }
  });

  test("what is denied to an owner is taken from it in every mode, and takes nothing from those whom it granted", () => {
    const list: AclEntry[] = [
      { grantee: "owner", grantor: "owner", privileges: SELECT | INSERT, grantable: SELECT },
      { grantee: "a", grantor: "owner", privileges: SELECT, grantable: 0 },
    ];
    for (const mode of ["authoritative", "additive", "adopt"] as const) {
      const intent = intentOf(new Map([["a", SELECT]]), mode, {
        own: SELECT | INSERT,
        denied: new Map([["owner", SELECT]]),
      });
      const { changes, after } = diffAcl(list, intent);
      assert.deepEqual(
        changes.map(({ action, grantee, privileges, cascade }) => [action, grantee, privileges, cascade]),
        [["REVOKE", "owner", SELECT, false]],
      );
      assert.equal(after.held("a").privileges, SELECT);
      assert.deepEqual(ownTexts(list, intent), { live: "owner", desired: "owner, without SELECT" });
      assert.deepEqual(lackText(after.entries, intent), []);
      assert.deepEqual(diffAcl(after.entries, intent).changes, []);
    }
  });

  test("what is left in place is told with its grant options, and with its grantor where that is not the owner", () => {
    const list: AclEntry[] = [
      { grantee: "a", grantor: "owner", privileges: SELECT | INSERT, grantable: SELECT | INSERT },
      { grantee: "b", grantor: "a", privileges: SELECT, grantable: 0 },
      { grantee: "c", grantor: "owner", privileges: SELECT, grantable: 0 },
    ];
    const declared = new Map([
      ["a", SELECT],
      ["c", SELECT],
    ]);
    assert.deepEqual(undeclaredText(list, intentOf(declared, "adopt")), [
      "a keeps INSERT WITH GRANT OPTION",
      "a keeps the grant option for SELECT",
      "b keeps SELECT granted by a",
    ]);
  });
});

test("objects are counted by kind and schema", () => {
  const table = (schema: string, name: string) => ({ kind: "table", schema, name }) as const;
  assert.equal(countObjects([table("app", "t")]), "table app.t");
  assert.equal(countObjects([table("app", "t"), table("app", "u")]), "2 tables in app");
  assert.equal(
    countObjects([table("app", "t"), table("b", "u"), { kind: "view", schema: "app", name: "v" }]),
    "2 tables and 1 view in app, b",
  );
  assert.equal(
    countObjects([
      { kind: "database", name: "shop" },
      table("app", "t"),
      { kind: "view", schema: "app", name: "v" },
      { kind: "sequence", schema: "app", name: "s" },
    ]),
    "database shop, 1 table, 1 view and 1 sequence in app",
  );
  const schemas = ["a", "b", "c", "d"].map((name) => ({ kind: "schema", name }) as const);
  assert.equal(countObjects(schemas.slice(0, 2)), "schemas a, b");
  assert.equal(countObjects(schemas), "4 schemas");
});
