import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { privilegeSet } from "../model/privileges";
import { ACCESS_PROPERTIES, parseAccess } from "./parse-access";

const lines = (problems: readonly { path: string; reason: string }[]) =>
  problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("an Access declaration", () => {
  test("is read into names and sets of privileges", () => {
    const { intent, problems } = parseAccess({
      database: "shop",
      owner: "shop_owner",
      mode: "additive",
      databasePrivileges: { app: ["CONNECT", "TEMP"] },
      schemas: {
        app: {
          roles: { app: { schema: ["USAGE"], tables: ["SELECT", "INSERT"] } },
          public: { types: ["USAGE"] },
          future: false,
          viewsRunAs: "invoker",
          mode: "adopt",
        },
      },
      roles: { app: { settings: { "app.tenant_id": "x" } } },
    });
    assert.deepEqual(problems, []);
    assert.equal(intent?.databaseGrants.get("app"), privilegeSet(["CONNECT", "TEMPORARY"]));
    const schema = intent?.schemas.get("app");
    assert.equal(schema?.grants.get("app")?.tables, privilegeSet(["SELECT", "INSERT"]));
    assert.equal(schema?.grants.get("")?.types, privilegeSet(["USAGE"]));
    assert.deepEqual([schema?.mode, schema?.future, schema?.viewsRunAs], ["adopt", false, "invoker"]);
    assert.equal(intent?.roles.get("app")?.settings.get("app.tenant_id"), "x");
  });

  test("has all its problems reported at once, each with its path and what to write instead", () => {
    const { intent, problems } = parseAccess({
      owner: 7,
      mode: "strict",
      databasePrivileges: { app: ["SELECT"], ["x".repeat(64)]: [] },
      schemas: {
        "my.schema": { roles: { app: { tables: ["select", "EXECUTE"], table: ["SELECT"] } }, future: "yes" },
      },
      roles: { app: { settings: { "not a setting": "1", lock_timeout: 5 } } },
      extra: true,
    });
    assert.equal(intent, undefined);
    assert.deepEqual(lines(problems).sort(), [
      'database: is missing: for example "shop"',
      'databasePrivileges.app[0]: "SELECT" is not a privilege on a database: use CONNECT, TEMPORARY, CREATE',
      `databasePrivileges.${"x".repeat(64)}: the name "${"x".repeat(64)}" is 64 bytes long; PostgreSQL would silently cut it to 63`,
      `extra: is not known here: use ${ACCESS_PROPERTIES.join(", ")}`,
      'mode: must be one of "authoritative", "additive", "adopt", not "strict"',
      'owner: must be a name, not 7: for example "shop_owner"',
      'roles.app.settings.lock_timeout: must be a text such as "30s", not 5',
      'roles.app.settings["not a setting"]: "not a setting" is not the name of a setting',
      'schemas["my.schema"].future: must be true or false, not "yes"',
      'schemas["my.schema"].roles.app.table: is not known here: use profiles, schema, tables, views, materializedViews, foreignTables, sequences, functions, securityDefinerFunctions, types',
      'schemas["my.schema"].roles.app.tables[0]: "select" is not a privilege on tables: write SELECT',
      'schemas["my.schema"].roles.app.tables[1]: "EXECUTE" is not a privilege on tables: use SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN',
    ]);
  });

  describe("says what to write instead", () => {
    const problems = (input: Record<string, unknown>) =>
      parseAccess({ database: "shop", owner: "shop_owner", schemas: { app: {} }, ...input }).problems.map(
        ({ path, reason }) => `${path}: ${reason}`,
      );

    test("with an example for what is missing, and for what has another shape", () => {
      assert.deepEqual(problems({ database: undefined, owner: 5 }), [
        'owner: must be a name, not 5: for example "shop_owner"',
        'database: is missing: for example "shop"',
      ]);
      assert.deepEqual(problems({ schemas: [], modes: ["adopt"], grants: "app" }), [
        "schemas: must be an object keyed by name, not a list: for example { app: … }",
        "modes: must be an object, not a list: for example { database: … }",
        'grants: must be a list, not "app": write ["app"]',
      ]);
    });

    test("with the schema that is declared and differs little", () => {
      const on = [{ kind: "tables", schema: "App" }];
      assert.deepEqual(problems({ grants: [{ to: ["shop_app"], privileges: ["SELECT"], on }] }), [
        'grants[0].on[0].schema: "App" is not among the declared schemas: did you mean "app"? Else add schemas: { "App": {} }',
      ]);
    });

    test("once for each place, however many kinds a privilege is read for", () => {
      const on = ["tables", "tables", "views"].map((kind) => ({ kind, schema: "app" }));
      const [one = "", ...others] = problems({
        grants: [{ to: ["shop_app"], privileges: ["SELEKT"], on }],
      });
      assert.match(one, /^grants\[0\]\.privileges\[0\]: "SELEKT" is not a privilege on tables: use SELECT/);
      assert.deepEqual(others, []);
      // What each of two kinds does not know is wrong in two ways.
      const kinds = ["sequences", "types"].map((kind) => ({ kind, schema: "app" }));
      const both = problems({ grants: [{ to: ["shop_app"], privileges: ["INSERT"], on: kinds }] });
      assert.equal(both.length, 2);
    });

    test("of half a surrogate pair, which would become another name", () => {
      assert.deepEqual(
        problems({ owner: "a\ud83d", roles: { "b\udc18": {} } }),
        [
          ["owner", "a\\ud83d"],
          ['roles["b\\udc18"]', "b\\udc18"],
        ].map(
          ([path, name]) =>
            `${path}: the name "${name}" holds half of a surrogate pair, which is no character: write the whole character`,
        ),
      );
    });
  });
});
