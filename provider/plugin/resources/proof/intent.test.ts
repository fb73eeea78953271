import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseProof } from "./intent";

describe("a declared proof", () => {
  test("needs a database and nothing else", () => {
    assert.deepEqual(parseProof({ database: "shop" }), {
      intent: { database: "shop", options: { tenancy: {} }, roles: [], waive: [], allowNotRun: false },
      problems: [],
    });
  });

  test("says who attacks, who owns, and what tenants are", () => {
    const { intent } = parseProof({
      database: "shop",
      application: ["shop_app"],
      readonly: ["shop_readonly"],
      owners: ["shop_owner"],
      tenantSchemas: [],
      tenantColumn: "org",
      tenantSetting: "my.org",
      allowNotRun: true,
      waive: [{ attack: "definer-function-call", object: "function app.f()", reason: "meant" }],
      triggers: { anything: [1, { two: null }] },
    });
    assert.deepEqual(intent, {
      database: "shop",
      options: {
        application: ["shop_app"],
        readonly: ["shop_readonly"],
        owners: ["shop_owner"],
        tenancy: { schemas: [], column: "org", setting: "my.org" },
      },
      roles: ["shop_app", "shop_readonly"],
      waive: [{ attack: "definer-function-call", object: "function app.f()", reason: "meant" }],
      allowNotRun: true,
    });
  });

  test("names the tables that are no tenant's, each with a reason", () => {
    const sums = { schema: "app", name: "sums", reason: "sums of all tenants" };
    const { intent } = parseProof({ database: "shop", tenantSchemas: ["shop"], except: [sums] });
    assert.deepEqual(intent?.options.tenancy?.except, [{ path: "except[0]", ...sums }]);
    const { problems } = parseProof({ database: "shop", except: [{ schema: "app", name: "sums" }] });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["except[0].reason"],
    );
  });

  test("reports every mistake at once, each at its place", () => {
    const { intent, problems } = parseProof({
      application: "shop_app",
      readonly: [""],
      tenantColumn: 5,
      tenantSetting: "",
      allowNotRun: "yes",
      atacks: [],
      triggers: ["x"],
      waive: [{ attack: "fly", reason: "" }, { attack: "truncate-table" }, { atack: "x", reason: "y" }],
    });
    assert.equal(intent, undefined);
    assert.deepEqual(problems.map(({ path }) => path).sort(), [
      "allowNotRun",
      "application",
      "atacks",
      "database",
      "readonly[0]",
      "tenantColumn",
      "tenantSetting",
      "triggers",
      "waive[0].attack",
      "waive[0].reason",
      "waive[1].reason",
      "waive[2].atack",
      "waive[2].attack",
    ]);
  });
});
