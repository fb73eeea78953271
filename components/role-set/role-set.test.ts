import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { scramVerifier } from "../../postgres/scram";
import { construct, find, MOCK_PASSWORD, MOCK_SALT, mockEngine, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import type { RoleSetArgs } from "./args";
import { RoleSet } from "./role-set";
import { searchPath } from "./settings";

mockEngine();

const ROLE = "postgresql:index/role:Role";
const args: RoleSetArgs = { prefix: "shop", searchPath: ["app", "billing"] };
const build = (more: Partial<RoleSetArgs> = {}) =>
  construct((opts) => new RoleSet("roles", { ...args, ...more }, opts));

describe("RoleSet", () => {
  test("makes three login roles that have no attribute beyond logging in", async () => {
    const { made } = await build();
    const roles = made.filter(({ type }) => type === ROLE);
    assert.deepEqual(
      roles.map(({ inputs }) => [inputs["name"], inputs["connectionLimit"]]),
      [
        ["shop_owner", 5],
        ["shop_app", 50],
        ["shop_readonly", 10],
      ],
    );
    for (const { inputs } of roles) {
      const { name: _name, connectionLimit: _limit, password: _password, ...rest } = inputs;
      assert.deepEqual(rest, {
        login: true,
        inherit: true,
        superuser: false,
        createDatabase: false,
        createRole: false,
        replication: false,
        bypassRowLevelSecurity: false,
      });
    }
  });

  test("sends the server a SCRAM verifier as a secret, and never the password", async () => {
    const { made } = await build();
    const verifier = scramVerifier(MOCK_PASSWORD, { salt: Buffer.from(MOCK_SALT, "base64") });
    for (const role of made.filter(({ type }) => type === ROLE)) {
      assert.equal(role.inputs["password"], verifier);
      assert.deepEqual(role.secrets, ["password"]);
    }
    assert.ok(!JSON.stringify(made).includes(MOCK_PASSWORD));
  });

  test("draws each password and each salt for one role alone, of letters and digits", async () => {
    const { made } = await build();
    for (const part of ["owner", "app", "readonly"]) {
      const password = find(made, "random:index/randomPassword:RandomPassword", `roles-${part}-password`);
      assert.deepEqual(password.inputs, { length: 32, special: false });
      const salt = find(made, "random:index/randomBytes:RandomBytes", `roles-${part}-salt`);
      assert.deepEqual(salt.inputs, { length: 16 });
    }
  });

  test("hands out name and secret password of each role", async () => {
    const { component } = await build();
    for (const part of ["owner", "app", "readonly"] as const) {
      assert.equal(await settled(component[part].username), `shop_${part}`);
      assert.equal(await pulumi.isSecret(component[part].username), false);
      assert.equal(await settled(component[part].password), MOCK_PASSWORD);
      assert.equal(await pulumi.isSecret(component[part].password), true);
    }
  });

  test("lets whatever uses a role's name wait for the role", async () => {
    const { component } = await build();
    const { allResources } = component.app.username as unknown as {
      allResources(): Promise<Set<pulumi.Resource>>;
    };
    const names = [...(await allResources.call(component.app.username))].map((resource) =>
      settled(resource.urn),
    );
    assert.match((await Promise.all(names)).join("\n"), /postgresql:index\/role:Role::roles-app$/m);
  });

  test("hands out the settings of each role: time limits, and a search_path that ends with pg_temp", async () => {
    const { component } = await build();
    const asserted = await settled(component.assertions);
    const settings = Object.entries(asserted).map(([name, role]) => [name, role.settings]);
    assert.deepEqual(Object.fromEntries(settings), {
      shop_owner: {
        idle_in_transaction_session_timeout: "10min",
        lock_timeout: "5s",
        search_path: "app, billing, pg_temp",
        statement_timeout: "1d",
      },
      shop_app: {
        idle_in_transaction_session_timeout: "60s",
        lock_timeout: "5s",
        search_path: "app, billing, pg_temp",
        statement_timeout: "30s",
      },
      shop_readonly: {
        idle_in_transaction_session_timeout: "60s",
        lock_timeout: "5s",
        search_path: "app, billing, pg_temp",
        statement_timeout: "5min",
      },
    });
  });

  test("takes other names, limits and times, also computed ones", async () => {
    const { component, made } = await build({
      app: {
        name: pulumi.output("web"),
        connectionLimit: 200,
        statementTimeout: "2s",
        lockTimeout: pulumi.output("1s"),
        idleInTransactionTimeout: "3s",
      },
    });
    const { inputs } = find(made, ROLE, "roles-app");
    assert.deepEqual([inputs["name"], inputs["connectionLimit"]], ["web", 200]);
    const { settings, connectionLimit } = (await settled(component.assertions))["web"] ?? {};
    assert.equal(connectionLimit, 200);
    assert.deepEqual(settings, {
      idle_in_transaction_session_timeout: "3s",
      lock_timeout: "1s",
      search_path: "app, billing, pg_temp",
      statement_timeout: "2s",
    });
  });

  test("hands out that each role can log in, within its limit, and is a member of nothing", async () => {
    const { component } = await build();
    const asserted = Object.entries(await settled(component.assertions));
    assert.deepEqual(
      asserted.map(([name, { settings: _settings, ...rest }]) => [name, rest]),
      [
        ["shop_owner", 5],
        ["shop_app", 50],
        ["shop_readonly", 10],
      ].map(([name, connectionLimit]) => [
        name,
        { login: true, inherit: true, connectionLimit, memberOf: [], members: [], managed: true },
      ]),
    );
  });

  test("hands out the memberships that are declared", async () => {
    const { component } = await build({
      readonly: { memberOf: ["pg_monitor"], members: ["alice", pulumi.output("bob")] },
    });
    const { memberOf, members } = (await settled(component.assertions))["shop_readonly"] ?? {};
    assert.deepEqual([memberOf, members], [["pg_monitor"], ["alice", "bob"]]);
  });

  const memberships: [string, RoleSetArgs["app"], string][] = [
    ["itself as a group", { memberOf: ["shop_app"] }, "app.memberOf"],
    ["itself as a member, under another name", { name: "web", members: ["web"] }, "app.members"],
    ["one group twice", { memberOf: ["staff", "staff"] }, "app.memberOf"],
    ["a group that takes no members", { memberOf: ["staff", "pg_database_owner"] }, "app.memberOf[1]"],
    ["PUBLIC as a group", { memberOf: ["public"] }, "app.memberOf[0]"],
    ["a role of PostgreSQL's as a member", { members: ["pg_monitor"] }, "app.members[0]"],
    ["an empty name", { members: [""] }, "app.members[0]"],
  ];
  for (const [what, app, path] of memberships) {
    test(`refuses ${what}, at ${path}`, () => {
      assert.throws(
        () => new RoleSet("wrong", { ...args, app: app ?? {} }),
        (error) =>
          error instanceof InvalidArguments &&
          assert.deepEqual(
            error.errors.map(({ propertyPath }) => propertyPath),
            [path],
          ) === undefined,
      );
    });
  }

  test("names roles after a prefix that is yet to be computed", async () => {
    const { made } = await build({ prefix: pulumi.output("late") });
    assert.equal(find(made, ROLE, "roles-owner").inputs["name"], "late_owner");
  });

  test("draws password and salt anew when the password's version changes, and for that role alone", async () => {
    const { made } = await build({ app: { passwordVersion: "2" } });
    const keepers = made.filter(({ inputs }) => "keepers" in inputs);
    assert.deepEqual(
      keepers.map(({ name, inputs }) => [name, inputs["keepers"]]),
      [
        ["roles-app-password", { version: "2" }],
        ["roles-app-salt", { version: "2" }],
      ],
    );
  });

  test("reports every wrong argument at once", () => {
    const wrong: RoleSetArgs = {
      prefix: "s".repeat(60),
      searchPath: ["app", "pg_temp"],
      owner: { name: "pg_owner", connectionLimit: 0 },
      app: { name: "same", statementTimeout: "30 seconds" },
      readonly: { name: "same", lockTimeout: "", idleInTransactionTimeout: "-1" },
    };
    assert.throws(
      () => new RoleSet("wrong", wrong),
      (error) => {
        assert.ok(error instanceof InvalidArguments);
        assert.deepEqual(
          error.errors.map(({ propertyPath }) => propertyPath),
          [
            "searchPath[1]",
            "owner.name",
            "owner.connectionLimit",
            "app.statementTimeout",
            "readonly.lockTimeout",
            "readonly.idleInTransactionTimeout",
            "roles",
          ],
        );
        return true;
      },
    );
  });

  test("refuses a prefix whose default names PostgreSQL would cut", () => {
    assert.throws(
      () => new RoleSet("long", { ...args, prefix: "s".repeat(55) }),
      /readonly\.name: .*64 bytes long/,
    );
  });
});

describe("the search_path", () => {
  const table: [string, string[], string][] = [
    ["plain names stay plain", ["app", "billing_2"], "app, billing_2, pg_temp"],
    ["upper case is quoted, or it would be folded", ["App"], '"App", pg_temp'],
    ["a comma is quoted, or it would be two schemas", ["a,b"], '"a,b", pg_temp'],
    ["a quote is doubled", ['a"b'], '"a""b", pg_temp'],
  ];
  for (const [what, schemas, expected] of table) {
    test(what, () => assert.equal(searchPath(schemas), expected));
  }
});
