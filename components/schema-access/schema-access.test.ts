import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import { grantableIn, privilegeNames, privilegesIn, rightsText } from "../../postgres/model/privileges";
import { parseAccess } from "../../postgres/plan/parse-access";
import { AccessKind, type FurtherAccessArgs } from "../../provider/sdk/access-args";
import { RoleSet } from "../role-set/role-set";
import { construct, find, mockEngine, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import type { SchemaAccessArgs } from "./args";
import { SchemaAccess } from "./schema-access";

mockEngine();

const args: SchemaAccessArgs = {
  database: "shop",
  schemas: ["app", "reference"],
  tenantSchemas: ["app"],
  owner: "shop_owner",
  app: "shop_app",
  readonly: "shop_readonly",
};

async function graph(more: Partial<SchemaAccessArgs> = {}) {
  const { made } = await construct((opts) => new SchemaAccess("access", { ...args, ...more }, opts));
  return find(made, "palisade:index:Access", "access-graph").inputs;
}

interface Schema {
  readonly roles: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly future: boolean;
  readonly viewsRunAs?: string;
}

async function schemasOf(more: Partial<SchemaAccessArgs> = {}) {
  return (await graph(more))["schemas"] as Readonly<Record<string, Schema>>;
}

const app = { profiles: ["readwrite"] };
const readonly = { profiles: ["readonly"] };

describe("SchemaAccess", () => {
  test("may go unasked with a server, and with nothing inside of one", async () => {
    const deletedWith = (other: pulumi.Resource) =>
      construct((opts) => new SchemaAccess("access", args, { ...opts, deletedWith: other }));
    const server = new pulumi.ComponentResource("house:index:Server", "server");
    const { made } = await deletedWith(server);
    assert.equal(find(made, "palisade:index:Access", "access-graph").deletedWith, "server");
    for (const inside of [
      new postgresql.Database("shop", { name: "shop" }),
      new pulumi.ComponentResource("palisade:index:HardenedDatabase", "shop"),
    ])
      await assert.rejects(deletedWith(inside), (error: unknown) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(
          error.message,
          /^Access access-graph: the option deletedWith names a (postgresql|palisade):\S+, with which the server does not go/,
        );
        return true;
      });
  });

  test("opens a schema of tenants to rows under row security alone, and to nothing before the next update", async () => {
    assert.deepEqual((await schemasOf())["app"], {
      roles: { shop_app: app, shop_readonly: readonly },
      future: false,
      viewsRunAs: "invoker",
    });
  });

  test("opens another schema at once, materialized views included", async () => {
    assert.deepEqual((await schemasOf())["reference"], {
      roles: {
        shop_app: { ...app, materializedViews: ["SELECT"] },
        shop_readonly: { ...readonly, materializedViews: ["SELECT"] },
      },
      future: true,
      viewsRunAs: "owner",
    });
  });

  test("closes public, unless the application lives there", async () => {
    assert.deepEqual((await schemasOf())["public"], { roles: {}, future: false });
    assert.deepEqual(
      (await schemasOf({ schemas: ["public"], tenantSchemas: [] }))["public"]?.roles["shop_app"],
      {
        ...app,
        materializedViews: ["SELECT"],
      },
    );
  });

  test("gives no role what passes row security by, structure, or the rights of an owner", async () => {
    const { intent } = parseAccess(await graph());
    assert.ok(intent);
    const given = [...intent.schemas.values()].flatMap(({ grants }) => [...grants.values()]);
    assert.ok(given.length > 0);
    for (const kinds of given) {
      const rights = Object.values(kinds).reduce((sum, held) => sum | held, 0);
      for (const privilege of ["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN", "CREATE"] as const)
        assert.ok(!privilegeNames(privilegesIn(rights)).includes(privilege), privilege);
      assert.equal(grantableIn(rights), 0);
      assert.equal(kinds.securityDefinerFunctions, undefined);
      assert.equal(kinds.foreignTables, undefined);
    }
  });

  test("means by its profiles rows, and what views and functions need to be used", async () => {
    const { intent } = parseAccess(await graph());
    const textOf = (role: string) =>
      Object.fromEntries(
        Object.entries(intent?.schemas.get("app")?.grants.get(role) ?? {}).map(([kind, held]) => [
          kind,
          rightsText(held),
        ]),
      );
    assert.deepEqual(textOf("shop_app"), {
      schema: "USAGE",
      tables: "SELECT, INSERT, UPDATE, DELETE",
      views: "SELECT",
      sequences: "SELECT, USAGE",
      functions: "EXECUTE",
      types: "USAGE",
    });
    assert.deepEqual(textOf("shop_readonly"), {
      schema: "USAGE",
      tables: "SELECT",
      views: "SELECT",
      sequences: "SELECT",
      functions: "EXECUTE",
      types: "USAGE",
    });
  });

  test("lets nobody but the roles connect, and only the owner, who needs no grant, make temporary tables", async () => {
    assert.deepEqual((await graph())["databasePrivileges"], {
      shop_app: ["CONNECT"],
      shop_readonly: ["CONNECT"],
    });
  });

  const asserted = {
    shop_app: {
      settings: { statement_timeout: pulumi.output("30s") },
      login: true,
      connectionLimit: 50,
      memberOf: [],
      managed: true,
    },
  };

  test("asserts what it is told about the roles, and nothing where it is told nothing", async () => {
    const silent = await graph();
    assert.equal(silent["roles"], undefined);
    assert.equal(silent["ownsDatabase"], undefined);
    const told = await graph({ assertions: asserted, ownsDatabase: true });
    assert.deepEqual(told["roles"], {
      shop_app: { ...asserted.shop_app, settings: { statement_timeout: "30s" } },
    });
    assert.equal(told["ownsDatabase"], true);
  });

  test("tells a removal which roles the stack drops, also where nothing is asserted about them", async () => {
    const { made } = await construct((opts) => {
      const roles = new RoleSet("roles", { prefix: "shop", searchPath: ["app"] }, opts);
      const { owner, app, readonly } = roles;
      const names = { owner: owner.username, app: app.username, readonly: readonly.username };
      return new SchemaAccess("access", { ...args, ...names }, { ...opts, dependsOn: roles });
    });
    const { inputs } = find(made, "palisade:index:Access", "access-graph");
    assert.deepEqual(inputs["createdRoles"], ["shop_app", "shop_owner", "shop_readonly"]);
    assert.deepEqual(parseAccess(inputs).problems, []);
  });

  const further: FurtherAccessArgs = {
    grants: [
      {
        to: ["shop_readonly"],
        privileges: ["SELECT"],
        on: [{ kind: "tables", schema: "app", name: "users", columns: ["email"] }],
      },
    ],
    denials: [
      {
        from: ["shop_readonly"],
        on: [{ kind: AccessKind.Tables, schema: "reference", name: "secrets" }],
        privileges: ["TRUNCATE"],
      },
    ],
    defaultPrivileges: [{ kind: "tables", schema: "app", to: ["shop_readonly"], privileges: ["SELECT"] }],
    ignore: [{ grantee: "backup", reason: "pgBackRest's own role" }],
    databaseSettings: { work_mem: "8MB" },
    connectionLimit: 100,
  };

  test("hands on whatever else is declared, in the words of Access", async () => {
    const inputs = await graph({ access: further });
    for (const [name, value] of Object.entries(further)) assert.deepEqual(inputs[name], value, name);
  });

  test("declares what the plugin accepts", async () => {
    const inputs = await graph({ assertions: asserted, access: further, ownsDatabase: true });
    assert.deepEqual(parseAccess(inputs).problems, []);
  });

  test("takes computed names", async () => {
    const inputs = await graph({ app: pulumi.output("web"), database: pulumi.output("late") });
    assert.equal(inputs["database"], "late");
    assert.ok("web" in ((inputs["schemas"] as Readonly<Record<string, Schema>>)["app"]?.roles ?? {}));
  });

  test("hands out the expanded graph", async () => {
    const { component } = await construct((opts) => new SchemaAccess("access", args, opts));
    assert.deepEqual(await settled(component.privileges), { "schema app": "shop_app=USAGE" });
  });

  const wrong: [string, Partial<SchemaAccessArgs>, string][] = [
    ["no schema", { schemas: [], tenantSchemas: [] }, "schemas"],
    ["a schema twice", { schemas: ["app", "app"] }, "schemas"],
    ["a tenant schema that is not among the schemas", { tenantSchemas: ["app", "apps"] }, "tenantSchemas[1]"],
    ["one role for two parts", { app: "shop_readonly" }, "roles"],
    ["PUBLIC as a role", { app: "public" }, "app"],
    ["an empty database", { database: "" }, "database"],
  ];
  for (const [what, more, path] of wrong) {
    test(`refuses ${what}, at ${path}`, () => {
      assert.throws(
        () => new SchemaAccess("wrong", { ...args, ...more }),
        (error) => error instanceof InvalidArguments && error.errors.some((e) => e.propertyPath === path),
      );
    });
  }
});
