import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Policy } from "../../postgres/model/row-security";
import { storedTenantExpression } from "../../postgres/sql/tenant-expression";
import { storedRoleTenantExpression } from "../../postgres/sql/tenant-expression-role";
import { storedSignedTenantExpression } from "../../postgres/sql/tenant-expression-signed";
import { storedStrictTenantExpression } from "../../postgres/sql/tenant-expression-strict";
import { column, model, table } from "../testing/models";
import { formOf, settingsOf, type Tenancy, type TenancyChoice, tenanciesOf } from "./tenancy";

function policy(using: string | null, withCheck: string | null = null): Policy {
  return { name: "p", permissive: true, command: "ALL", roles: [""], using, withCheck };
}

function withPolicies(name: string, policies: readonly Policy[], columns = ["tenant_id", "id"]) {
  return table(name, {
    rowSecurity: { enabled: true, forced: true, policies },
    columns: columns.map(column),
  });
}

/** What the first table is taken for: its main column, its type, and the one setting. */
function only(tables: Parameters<typeof model>[1], choice: TenancyChoice = {}) {
  return brief(first(tables, choice));
}

function first(tables: Parameters<typeof model>[1], choice: TenancyChoice = {}): Tenancy | undefined {
  return [...tenanciesOf(model([], tables), choice).values()][0];
}

function brief(tenancy: Tenancy | undefined) {
  if (tenancy === undefined) return undefined;
  const [setting] = settingsOf(tenancy);
  return { column: tenancy.column, setting, type: tenancy.type };
}

/** As `pg_get_expr` prints them. */
const PRINTED: Readonly<Record<string, [column: string, setting: string]>> = {
  [`(tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))`]:
    ["tenant_id", "app.tenant_id"],
  "(merchant = (current_setting('shop.merchant'::text))::integer)": ["merchant", "shop.merchant"],
  "((org)::text = current_setting('my.org'::text, true))": ["org", "my.org"],
  [`("Tenant ""x""" = ( SELECT (current_setting('it''s.tenant'::text, true))::uuid AS current_setting))`]: [
    'Tenant "x"',
    "it's.tenant",
  ],
  "(active AND (tenant = ( SELECT current_setting('a.b'::text, true) AS current_setting)))": [
    "tenant",
    "a.b",
  ],
};

describe("the tenant column and the setting", () => {
  for (const [expression, [column, setting]] of Object.entries(PRINTED)) {
    test(`are read from ${expression}`, () => {
      const columns = ["id", "tenant", "org", "merchant", "tenant_id", 'Tenant "x"', "active"];
      assert.deepEqual(only([withPolicies("t", [policy(expression)], columns)]), {
        column,
        setting,
        type: "uuid",
      });
      assert.deepEqual(only([withPolicies("t", [policy(null, expression)], columns)])?.column, column);
    });
  }

  test("are the usual ones where no policy says anything", () => {
    assert.deepEqual(only([table("t")]), { column: "tenant_id", setting: "app.tenant_id", type: "uuid" });
  });

  test("a table without policies takes what the others use: it is the forgotten one", () => {
    const guarded = withPolicies("a", [policy("(org = (current_setting('my.org'::text))::uuid)")], ["org"]);
    const forgotten = table("b", {
      columns: [column("org")],
      rowSecurity: { enabled: false, forced: false, policies: [] },
    });
    const found = tenanciesOf(model([], [guarded, forgotten]));
    assert.deepEqual(brief(found.get("table app.b")), { column: "org", setting: "my.org", type: "uuid" });
  });

  test("are nobody's in a schema that was left out", () => {
    assert.equal(only([table("t")], { schemas: ["billing"] }), undefined);
    assert.equal(only([table("t")], { schemas: [] }), undefined);
    assert.equal(only([table("t")], { schemas: ["app"] })?.column, "tenant_id");
  });

  test("each table keeps its own", () => {
    const tenants = withPolicies("a", [policy("(id = (current_setting('app.tenant_id'::text))::uuid)")]);
    const rows = withPolicies("b", [policy("(tenant_id = (current_setting('app.tenant_id'::text))::uuid)")]);
    const more = withPolicies("c", [policy("(tenant_id = (current_setting('app.tenant_id'::text))::uuid)")]);
    const found = tenanciesOf(model([], [tenants, rows, more]));
    assert.deepEqual(
      [...found.values()].map(({ column }) => column),
      ["id", "tenant_id", "tenant_id"],
    );
  });

  test("a table without the column has no tenants", () => {
    assert.equal(only([withPolicies("t", [policy("true")], ["id"])]), undefined);
  });

  test("a longer name that ends in the column's is another column", () => {
    const found = only([
      withPolicies(
        "t",
        [policy("(sub_tenant = (current_setting('a.b'::text))::uuid)")],
        ["tenant", "sub_tenant"],
      ),
    ]);
    assert.equal(found?.column, "sub_tenant");
  });

  test("the user's word counts more", () => {
    const guarded = withPolicies("t", [policy("(tenant_id = (current_setting('a.b'::text))::uuid)")]);
    assert.deepEqual(only([guarded], { column: "id", setting: "c.d" }), {
      column: "id",
      setting: "c.d",
      type: "uuid",
    });
  });

  test("of the strict form are read from its stored expression", () => {
    const expression = storedStrictTenantExpression({ column: "tenant_id", type: "uuid", setting: "app.t" });
    assert.deepEqual(only([withPolicies("t", [policy(expression)])]), {
      column: "tenant_id",
      setting: "app.t",
      type: "uuid",
    });
  });

  test("of the signed form tell the place in the token, also for two keys", () => {
    const key = { type: "uuid", setting: "app.t", places: 2 };
    const expression = `(${["org", "shop"]
      .map((column, index) => storedSignedTenantExpression({ ...key, column, place: index + 1 }))
      .join(" AND ")})`;
    const found = first([withPolicies("t", [policy(expression)], ["shop", "org"])]);
    assert.equal(found && formOf(found), "signed");
    assert.deepEqual(found?.keys, [
      { column: "org", type: "uuid", source: { form: "signed", setting: "app.t", place: 1, places: 2 } },
      { column: "shop", type: "uuid", source: { form: "signed", setting: "app.t", place: 2, places: 2 } },
    ]);
  });

  test("of the form role are the key in the table of roles, and no setting", () => {
    const expression = storedRoleTenantExpression({ column: "org", type: "text", key: "org" });
    const found = first([withPolicies("t", [policy(expression)], ["org"])], { setting: "app.tenant_id" });
    assert.deepEqual(found?.keys, [{ column: "org", type: "uuid", source: { form: "role", key: "org" } }]);
    assert.deepEqual(found && settingsOf(found), []);
  });

  test("of two keys in the plain form have a setting each; a condition beside them is none", () => {
    const stored = (column: string, setting: string) =>
      storedTenantExpression({ column, type: "uuid", setting });
    const expression = `((id = 'x'::text) AND ${stored("org", "a.org")} AND ${stored("shop", "a.shop")})`;
    const found = first([withPolicies("t", [policy(expression)], ["id", "org", "shop"])]);
    assert.deepEqual(
      found?.keys.map(({ column }) => column),
      ["org", "shop"],
    );
    assert.deepEqual(found && settingsOf(found), ["a.org", "a.shop"]);
  });

  test("alternatives are no keys: only what AND joins is", () => {
    const stored = (column: string, setting: string) =>
      storedTenantExpression({ column, type: "uuid", setting });
    const expression = `(${stored("org", "a.org")} OR ${stored("owner", "a.user")})`;
    const found = first([withPolicies("t", [policy(expression)], ["org", "owner"])]);
    assert.deepEqual(
      found?.keys.map(({ column }) => column),
      ["org"],
    );
  });

  test("a forgotten table takes the form and the keys of its neighbours, as far as it has the columns", () => {
    const key = { type: "uuid", setting: "app.t", places: 2 };
    const expression = `(${["org", "shop"]
      .map((column, index) => storedSignedTenantExpression({ ...key, column, place: index + 1 }))
      .join(" AND ")})`;
    const found = tenanciesOf(
      model(
        [],
        [
          withPolicies("a", [policy(expression)], ["org", "shop"]),
          withPolicies("b", [], ["org", "shop"]),
          withPolicies("c", [], ["org"]),
        ],
      ),
    );
    assert.deepEqual(
      [...found.values()].map(({ keys }) =>
        keys.map(({ source }) => source.form === "signed" && source.place),
      ),
      [[1, 2], [1, 2], [1]],
    );
  });
});
