import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { parseAccess } from "../../postgres/plan/parse-access";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { construct, find, MOCK_PASSWORD, mockEngine, providers, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import type { HardenedDatabaseArgs } from "./args";
import { HardenedDatabase } from "./hardened-database";

mockEngine();

const args: HardenedDatabaseArgs = {
  database: "shop",
  schemas: ["app", "billing"],
  tenants: {},
  server: { host: "db.example.com", caFile: "/ca.pem" },
};
const build = (more: Partial<HardenedDatabaseArgs> = {}, opts: pulumi.ComponentResourceOptions = {}) =>
  construct(
    (base) =>
      new HardenedDatabase("shop", { ...args, ...more }, { providers: providers(), ...base, ...opts }),
  );

function problems(more: Partial<HardenedDatabaseArgs>, opts?: pulumi.ComponentResourceOptions): string[] {
  try {
    new HardenedDatabase("wrong", { ...args, ...more }, opts ?? { providers: providers() });
  } catch (error) {
    assert.ok(error instanceof InvalidArguments);
    return error.errors.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
  }
  assert.fail("nothing was wrong");
}

describe("HardenedDatabase", () => {
  test("creates a database of the owner's from the empty template, in UTF-8", async () => {
    const { made } = await build();
    assert.deepEqual(find(made, "postgresql:index/database:Database", "shop-database").inputs, {
      name: "shop",
      owner: "shop_owner",
      template: "template0",
      encoding: "UTF8",
    });
  });

  test("creates the schemas as the owner's, and never drops what is in them", async () => {
    const { made } = await build();
    for (const schema of ["app", "billing"]) {
      assert.deepEqual(find(made, "postgresql:index/schema:Schema", `shop-schema-${schema}`).inputs, {
        name: schema,
        database: "shop",
        owner: "shop_owner",
        dropCascade: false,
      });
    }
  });

  test("protects first and grants then: roles, database, schemas, row security, access", async () => {
    const { made } = await build();
    const waits = Object.fromEntries(made.map(({ name, dependsOn }) => [name, dependsOn]));
    assert.deepEqual(waits["shop-database"], ["shop-roles"]);
    assert.deepEqual(waits["shop-schema-app"], ["shop-database"]);
    assert.deepEqual(waits["shop-schema-billing"], ["shop-database"]);
    assert.deepEqual(waits["shop-tenants"], ["shop-schema-app", "shop-schema-billing"]);
    assert.deepEqual(waits["shop-access"], ["shop-tenants"]);
  });

  test("ends with a proof by attack as its roles, which is never protected and fails by what gets through", async () => {
    const { made } = await build({ tenants: { schemas: ["app"] } });
    const proof = find(made, "palisade:index:Proof", "shop-proof");
    assert.deepEqual([...proof.dependsOn].sort(), ["shop-access", "shop-tenants"]);
    assert.equal(proof.protect, false);
    const { database, application, readonly, owners, tenantSchemas, allowNotRun, waive } = proof.inputs;
    assert.deepEqual(
      { database, application, readonly, owners, tenantSchemas, allowNotRun, waive },
      {
        database: "shop",
        application: ["shop_app"],
        readonly: ["shop_readonly"],
        owners: ["shop_owner"],
        tenantSchemas: ["app"],
        allowNotRun: true,
        waive: undefined,
      },
    );
  });

  test("takes the proof's terms, and one argument switches it off", async () => {
    const waive = [{ attack: "definer-function-call", reason: "the sign-in function is meant to be called" }];
    const { made } = await build({ proof: { waive, allowNotRun: false } });
    const { inputs } = find(made, "palisade:index:Proof", "shop-proof");
    assert.deepEqual([inputs["waive"], inputs["allowNotRun"]], [waive, false]);
    const without = await build({ proof: { enabled: false } });
    assert.ok(!without.made.some(({ type }) => type === "palisade:index:Proof"));
  });

  test("without tenants there is no row security, and the access waits for the schemas", async () => {
    const { tenants: _tenants, ...plain } = args;
    const { made } = await construct(
      (opts) => new HardenedDatabase("shop", plain, { ...opts, providers: providers() }),
    );
    assert.ok(!made.some(({ type }) => type === "palisade:index:RowSecurity"));
    const access = find(made, "palisade:index:SchemaAccess", "shop-access");
    assert.deepEqual(access.dependsOn, ["shop-schema-app", "shop-schema-billing"]);
    const { schemas } = find(made, "palisade:index:Access", "shop-access-graph").inputs;
    assert.equal((schemas as Record<string, { future: boolean }>)["app"]?.future, true);
  });

  test("isolates tenants in every schema, or in those that are named", async () => {
    const isolated = async (tenants: HardenedDatabaseArgs["tenants"]) => {
      const { made } = await build(tenants === undefined ? {} : { tenants });
      const { schemas } = find(made, "palisade:index:Access", "shop-access-graph").inputs;
      const closed = Object.entries(schemas as Record<string, { viewsRunAs?: string }>)
        .filter(([, { viewsRunAs }]) => viewsRunAs === "invoker")
        .map(([name]) => name);
      const rows = find(made, "palisade:index:RowSecurity", "shop-tenants-rows").inputs["schemas"];
      assert.deepEqual(rows, closed);
      return closed;
    };
    assert.deepEqual(await isolated({}), ["app", "billing"]);
    assert.deepEqual(await isolated({ schemas: ["billing"] }), ["billing"]);
  });

  test("asserts its roles, owns its database, and hands further access on", async () => {
    const access = { databaseSettings: { work_mem: "8MB" }, connectionLimit: 100 };
    const { made } = await build({ access, roles: { readonly: { memberOf: ["pg_monitor"] } } });
    const { inputs } = find(made, "palisade:index:Access", "shop-access-graph");
    assert.deepEqual(Object.keys(inputs["roles"] as object).sort(), [
      "shop_app",
      "shop_owner",
      "shop_readonly",
    ]);
    const { memberOf, managed } =
      (inputs["roles"] as Record<string, Record<string, unknown>>)["shop_readonly"] ?? {};
    assert.deepEqual([memberOf, managed], [["pg_monitor"], true]);
    assert.equal(inputs["ownsDatabase"], true);
    assert.deepEqual([inputs["databaseSettings"], inputs["connectionLimit"]], [access.databaseSettings, 100]);
  });

  test("hands column, type and setting on", async () => {
    const { made } = await build({
      tenants: { column: "shop_id", columnType: "bigint", setting: "shop.id" },
    });
    const { inputs } = find(made, "palisade:index:RowSecurity", "shop-tenants-rows");
    assert.deepEqual(
      [inputs["column"], inputs["columnType"], inputs["setting"]],
      ["shop_id", "bigint", "shop.id"],
    );
  });

  test("declares what the plugin accepts, both for access and for row security", async () => {
    const { made } = await build();
    assert.deepEqual(
      parseAccess(find(made, "palisade:index:Access", "shop-access-graph").inputs).problems,
      [],
    );
    assert.deepEqual(
      parseRowSecurity(find(made, "palisade:index:RowSecurity", "shop-tenants-rows").inputs).problems,
      [],
    );
  });

  test("protects the database and everything that a destroy would otherwise take from it first; not the roles, whose passwords are replaced", async () => {
    const { made } = await build();
    const open = made.filter(({ protect }) => !protect).map(({ name }) => name);
    // The component neither: the engine would protect whatever is in it, whatever the child says.
    assert.deepEqual(
      open.filter((name) => !name.startsWith("shop-roles")),
      ["shop", "shop-proof"],
    );
    assert.equal(open.length, 12);
    const unprotected = await build({ protect: false });
    assert.ok(unprotected.made.every(({ protect }) => !protect));
    const byOption = await build({}, { protect: false });
    assert.ok(byOption.made.every(({ protect }) => !protect));
    const twice = await build({}, { protect: true });
    assert.deepEqual(
      twice.made.filter(({ protect }) => !protect).map(({ name }) => name),
      open,
    );
  });

  test("lets schemas and row security vanish with the database, so that a destroy does not stop at schemas that hold tables; access is asked", async () => {
    const { made } = await build();
    const vanishing = made
      .filter(({ deletedWith }) => deletedWith === "shop-database")
      .map(({ name }) => name);
    assert.deepEqual(vanishing, [
      "shop-schema-app",
      "shop-schema-billing",
      "shop-tenants",
      "shop-tenants-rows",
    ]);
  });

  test("passes both providers to whoever needs them", async () => {
    const { made } = await build();
    for (const { type, provider } of made) {
      if (type.startsWith("postgresql:")) assert.equal(provider, "postgres");
      if (/^palisade:index:(Access|RowSecurity)$/.test(type)) assert.equal(provider, "palisade");
    }
  });

  test("hands out for each role a name, a secret password and a secret connection string that verifies the server", async () => {
    const { component } = await build();
    for (const part of ["owner", "app", "readonly"] as const) {
      const { username, password, connectionString } = component[part];
      assert.equal(await settled(username), `shop_${part}`);
      assert.equal(await pulumi.isSecret(username), false);
      assert.equal(await settled(password), MOCK_PASSWORD);
      assert.equal(await pulumi.isSecret(password), true);
      assert.equal(
        await settled(connectionString),
        `postgresql://shop_${part}:${MOCK_PASSWORD}@db.example.com:5432/shop?sslmode=verify-full&sslrootcert=/ca.pem`,
      );
      assert.equal(await pulumi.isSecret(connectionString), true);
    }
    assert.equal(await settled(component.database), "shop");
    assert.deepEqual(await settled(component.schemas), ["app", "billing"]);
  });

  test("says sslmode=disable where there is no TLS, and nothing in between", async () => {
    const { component } = await build({ server: { host: "localhost", port: 5433, tls: false } });
    assert.match(await settled(component.app.connectionString), /@localhost:5433\/shop\?sslmode=disable$/);
  });

  test("takes computed arguments", async () => {
    const { component, made } = await build({
      database: pulumi.output("late"),
      server: { host: pulumi.output("db"), port: pulumi.output(6000) },
      lcCollate: pulumi.output("en_US.UTF-8"),
      lcCtype: "en_US.UTF-8",
    });
    const { inputs } = find(made, "postgresql:index/database:Database", "shop-database");
    assert.deepEqual(
      [inputs["name"], inputs["owner"], inputs["lcCollate"], inputs["lcCtype"]],
      ["late", "late_owner", "en_US.UTF-8", "en_US.UTF-8"],
    );
    assert.match(
      await settled(component.app.connectionString),
      /^postgresql:\/\/late_app:.*@db:6000\/late\?/,
    );
  });

  test("reports every mistake at once, those of its parts included, where the user wrote them", () => {
    const found = problems({
      schemas: ["app", "public", "app"],
      tenants: { schemas: ["apps"], column: "", setting: "tenant", columnType: "json" as never },
      server: { host: "", port: 0 },
      roles: { app: { connectionLimit: 0 }, readonly: { name: "shop_app", statementTimeout: "soon" } },
    });
    assert.deepEqual(found.map((line) => line.slice(0, line.indexOf(":"))).sort(), [
      "roles",
      "roles.app.connectionLimit",
      "roles.readonly.statementTimeout",
      "schemas",
      "schemas[1]",
      "server.host",
      "server.port",
      "tenants.column",
      "tenants.columnType",
      "tenants.schemas[0]",
      "tenants.setting",
    ]);
  });

  test("refuses an empty list of tenant schemas, which would isolate nothing", () => {
    assert.match(
      problems({ tenants: { schemas: [] } }).join(),
      /tenants\.schemas: names no schema; leave it out/,
    );
  });

  test("refuses to rely on providers that nobody passed", () => {
    const found = problems({}, {});
    assert.match(
      found.join("\n"),
      /opts\.providers: has no provider of postgresql: pass a postgresql\.Provider/,
    );
    assert.match(found.join("\n"), /opts\.providers: has no provider of palisade: pass a palisade\.Provider/);
  });
});
