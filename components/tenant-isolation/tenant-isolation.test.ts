import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { GUARD_MODES, ROW_SECURITY_MODES, TENANT_FORMS } from "../../postgres/plan/tenancy/intent";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { TENANT_COLUMN_TYPES } from "../../postgres/plan/words";
import { RowSecurityMode, TenantForm, TenantGuard } from "../../provider/sdk/row-security-args";
import { construct, find, mockEngine, settled } from "../testing/mocks";
import { InvalidArguments } from "../validation";
import { TenantColumnType, type TenantIsolationArgs } from "./args";
import { TenantIsolation } from "./tenant-isolation";

mockEngine();

const args: TenantIsolationArgs = {
  database: "shop",
  schemas: ["app"],
  owner: "shop_owner",
  tenantRoles: ["shop_app", "shop_readonly"],
};
const build = (more: Partial<TenantIsolationArgs> = {}) =>
  construct((opts) => new TenantIsolation("tenants", { ...args, ...more }, opts));

describe("TenantIsolation", () => {
  test("declares forced row security, and leaves tenant_id uuid and app.tenant_id to the resource", async () => {
    const { made } = await build();
    assert.deepEqual(find(made, "palisade:index:RowSecurity", "tenants-rows").inputs, {
      database: "shop",
      schemas: ["app"],
      owner: "shop_owner",
      tenantRoles: ["shop_app", "shop_readonly"],
      force: true,
    });
  });

  test("hands on every choice as it is", async () => {
    const choices: Partial<TenantIsolationArgs> = {
      include: [{ schema: "app", pattern: "o*" }],
      except: [{ schema: "app", name: "totals", reason: "read by the owner only" }],
      shared: [{ schema: "app", name: "currencies", reason: "readable by every tenant" }],
      keys: [{ column: "organisation_id" }, { column: "workspace_id", setting: "app.workspace" }],
      form: TenantForm.Strict,
      support: [{ role: "helpdesk", reason: "answers questions" }],
      policies: [{ name: "live", permissive: false, using: "state <> 'archived'" }],
      guard: TenantGuard.Protect,
      mode: RowSecurityMode.Adopt,
    };
    const { made } = await build(choices);
    const { inputs } = find(made, "palisade:index:RowSecurity", "tenants-rows");
    for (const [name, value] of Object.entries(choices)) assert.deepEqual(inputs[name], value, name);
    assert.deepEqual(parseRowSecurity(inputs).problems, []);
  });

  test("draws a key for each id of the signed form, and shows none", async () => {
    const { component, made } = await build({ form: "signed", signingKeyIds: ["2026-11", "next"] });
    for (const id of ["2026-11", "next"])
      assert.equal(
        find(made, "random:index/randomBytes:RandomBytes", `tenants-key-${id}`).inputs["length"],
        32,
      );
    assert.equal(await pulumi.isSecret(component.signingKeys), true);
    assert.deepEqual(Object.keys(await settled(component.signingKeys)), ["2026-11", "next"]);
    const { inputs } = find(made, "palisade:index:RowSecurity", "tenants-rows");
    assert.deepEqual(Object.keys(inputs).includes("signingKeyIds"), false);
    assert.deepEqual(inputs["signingKeys"], await settled(component.signingKeys));
  });

  test("hands out no key in any other form", async () => {
    const { component } = await build({ form: "role", roleTenants: { shop_one: ["1"] } });
    assert.deepEqual(await settled(component.signingKeys), {});
  });

  test("takes another column, type and setting", async () => {
    const more = {
      column: "shop",
      columnType: TenantColumnType.Bigint,
      setting: pulumi.output("my.shop"),
      force: false,
    };
    const { made } = await build(more);
    const { inputs } = find(made, "palisade:index:RowSecurity", "tenants-rows");
    assert.deepEqual(
      [inputs["column"], inputs["columnType"], inputs["setting"], inputs["force"]],
      ["shop", "bigint", "my.shop", false],
    );
  });

  test("hands out what the server says: the tables and what an update cannot mend", async () => {
    const { component } = await build();
    assert.deepEqual(await settled(component.tables), { "table app.customers": "enabled, forced" });
    assert.deepEqual(await settled(component.reports), {});
  });

  test("knows the plugin's words, all of them", () => {
    assert.deepEqual(Object.values(TenantColumnType).sort(), [...TENANT_COLUMN_TYPES].sort());
    assert.deepEqual(Object.values(TenantForm), [...TENANT_FORMS]);
    assert.deepEqual(Object.values(TenantGuard), [...GUARD_MODES]);
    assert.deepEqual(Object.values(RowSecurityMode), [...ROW_SECURITY_MODES]);
  });

  const wrong: [string, Partial<TenantIsolationArgs>, string][] = [
    ["no schema", { schemas: [] }, "schemas"],
    ["a system schema", { schemas: ["app", "pg_catalog"] }, "schemas[1]"],
    ["no role", { tenantRoles: [] }, "tenantRoles"],
    ["the owner as a tenant role", { tenantRoles: ["shop_owner"] }, "tenantRoles"],
    ["a role twice", { tenantRoles: ["a", "a"] }, "tenantRoles"],
    ["an empty column", { column: "" }, "column"],
    ["another type", { columnType: "json" as never }, "columnType"],
    ["a setting without a dot", { setting: "tenant" }, "setting"],
    ["an empty database", { database: "" }, "database"],
    ["a key beside the short form", { keys: [{ column: "a" }], column: "b" }, "column"],
    ["no key", { keys: [] }, "keys"],
    ["a key without a name", { keys: [{ column: "" }] }, "keys[0].column"],
    ["a key's setting without a dot", { keys: [{ column: "a", setting: "a" }] }, "keys[0].setting"],
    ["a table without a name", { include: [{ schema: "app" }] }, "include[0]"],
    [
      "a table with name and pattern",
      { include: [{ schema: "app", name: "a", pattern: "a*" }] },
      "include[0]",
    ],
    [
      "an exception without a reason",
      { except: [{ schema: "app", name: "a", reason: " " }] },
      "except[0].reason",
    ],
    [
      "a shared table without a schema",
      { shared: [{ schema: "", name: "a", reason: "r" }] },
      "shared[0].schema",
    ],
    ["another form", { form: "loose" as never }, "form"],
    ["another guard", { guard: "dog" as never }, "guard"],
    ["another mode", { mode: "additive" as never }, "mode"],
    ["the signed form without a key", { form: "signed" }, "signingKeyIds"],
    ["a key of another form", { signingKeyIds: ["a"] }, "signingKeyIds"],
    ["a key with a dot", { form: "signed", signingKeyIds: ["a.b"] }, "signingKeyIds[0]"],
    ["a key twice", { form: "signed", signingKeyIds: ["a", "a"] }, "signingKeyIds"],
    ["the form role without a role", { form: "role" }, "roleTenants"],
    ["roles of another form", { roleTenants: { a: ["1"] } }, "roleTenants"],
    ["support for no role", { support: [{ role: "", reason: "r" }] }, "support[0].role"],
    ["support without a reason", { support: [{ role: "a", reason: "" }] }, "support[0].reason"],
    [
      "support for another command",
      { support: [{ role: "a", reason: "r", command: "DROP" as never }] },
      "support[0].command",
    ],
    ["a policy without a name", { policies: [{ name: "", using: "true" }] }, "policies[0].name"],
    [
      "a policy for another command",
      { policies: [{ name: "a", command: "TRUNCATE" as never }] },
      "policies[0].command",
    ],
  ];
  for (const [what, more, path] of wrong) {
    test(`refuses ${what}, at ${path}`, () => {
      assert.throws(
        () => new TenantIsolation("wrong", { ...args, ...more }),
        (error) => error instanceof InvalidArguments && error.errors.every((e) => e.propertyPath === path),
      );
    });
  }
});
