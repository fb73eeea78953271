import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TENANT_COLUMN_TYPES } from "../../provider/sdk/row-security";
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
  test("declares forced row security by tenant_id uuid and app.tenant_id, unless told otherwise", async () => {
    const { made } = await build();
    assert.deepEqual(find(made, "palisade:index:RowSecurity", "tenants-rows").inputs, {
      database: "shop",
      schemas: ["app"],
      owner: "shop_owner",
      tenantRoles: ["shop_app", "shop_readonly"],
      column: "tenant_id",
      columnType: "uuid",
      setting: "app.tenant_id",
      force: true,
    });
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

  test("knows the plugin's column types, all of them", () => {
    assert.deepEqual(Object.values(TenantColumnType).sort(), [...TENANT_COLUMN_TYPES].sort());
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
