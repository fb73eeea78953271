import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseAccess } from "../../postgres/plan/parse-access";
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

const app = {
  schema: ["USAGE"],
  tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
  views: ["SELECT"],
  sequences: ["USAGE", "SELECT"],
  functions: ["EXECUTE"],
  types: ["USAGE"],
};
const readonly = {
  schema: ["USAGE"],
  tables: ["SELECT"],
  views: ["SELECT"],
  sequences: ["SELECT"],
  functions: ["EXECUTE"],
  types: ["USAGE"],
};

describe("SchemaAccess", () => {
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
    for (const { roles } of Object.values(await schemasOf())) {
      const granted = JSON.stringify(roles);
      for (const privilege of ["TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN", "CREATE"])
        assert.ok(!granted.includes(privilege), privilege);
      assert.ok(!granted.includes("securityDefinerFunctions"));
      assert.ok(!granted.includes("foreignTables"));
    }
  });

  test("lets nobody but the roles connect, and only the owner, who needs no grant, make temporary tables", async () => {
    assert.deepEqual((await graph())["databasePrivileges"], {
      shop_app: ["CONNECT"],
      shop_readonly: ["CONNECT"],
    });
  });

  test("asserts the roles' settings, and none where none are given", async () => {
    assert.equal((await graph())["roles"], undefined);
    const settings = { shop_app: pulumi.output({ statement_timeout: "30s" }) };
    assert.deepEqual((await graph({ settings }))["roles"], {
      shop_app: { settings: { statement_timeout: "30s" } },
    });
  });

  test("declares what the plugin accepts", async () => {
    const settings = { shop_app: { search_path: "app, pg_temp" } };
    assert.deepEqual(parseAccess(await graph({ settings })).problems, []);
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
