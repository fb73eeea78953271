import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { objectKey } from "../../postgres/model/keys";
import type { SecuredObject } from "../../postgres/model/objects";
import { column, model, role, table } from "../testing/models";
import { type SceneChoice, sceneOf } from "./scene";

const ORDERS = table("orders");
const FAR = table("far", { kind: "foreign table" });
const OBJECTS = [
  ORDERS,
  FAR,
  table("weather", { kind: "foreign table", columns: [column("id")] }),
  table("elsewhere", { kind: "foreign table", schema: "other" }),
  table("of_far", { kind: "materialized view", reads: [objectKey(FAR)] }),
  table("of_orders", { kind: "materialized view", reads: [objectKey(ORDERS)] }),
  table("of_both", { kind: "materialized view", reads: [objectKey(ORDERS), objectKey(FAR)] }),
  table("of_a_function", { kind: "materialized view", reads: [] }),
  table("without_tenants", {
    kind: "materialized view",
    reads: [objectKey(FAR)],
    columns: [column("id")],
  }),
  table("view_of_far", { kind: "view", reads: [objectKey(FAR)], columns: [] }),
  table("view_of_copy", { kind: "view", reads: ["materialized view app.of_far"], columns: [] }),
  table("view_of_view", { kind: "view", reads: ["view app.view_of_far"], columns: [] }),
  table("view_of_orders", { kind: "view", reads: [objectKey(ORDERS)] }),
];

function targets(choice: SceneChoice = {}) {
  const { targets: found, excepted } = sceneOf(model([role("app")], OBJECTS), choice);
  const names = (list: readonly { readonly object: { readonly name: string } }[]) =>
    list.map(({ object }) => object.name).sort();
  return {
    foreign: found["foreign table"].map(({ object, column: of }) => `${object.name} ${of ?? "-"}`).sort(),
    copies: names(found["materialized view"]),
    views: found["foreign view"]
      .map(({ object, over, copies }) => `${object.name}: ${[...names(over), ...copies].join()}`)
      .sort(),
    excepted: names(excepted),
  };
}

describe("what holds tenants' rows of another server", () => {
  test("foreign tables, the copies of those with the tenant column, and the views over either, each once", () => {
    assert.deepEqual(targets(), {
      foreign: ["elsewhere tenant_id", "far tenant_id", "weather -"],
      copies: ["of_a_function", "of_both", "of_far", "of_orders"],
      views: ["view_of_copy: materialized view app.of_far", "view_of_far: far", "view_of_view: far"],
      excepted: [],
    });
  });

  test("is known by the column that the user names", () => {
    assert.deepEqual(targets({ tenancy: { column: "id" } }).foreign, [
      "elsewhere id",
      "far id",
      "weather id",
    ]);
  });

  test("is left out with its schema, or by name with a reason, which is told; its copies go with it", () => {
    const except = [{ schema: "app", name: "far", reason: "sums of all tenants" }];
    assert.deepEqual(targets({ tenancy: { schemas: ["app"], except } }), {
      foreign: ["weather -"],
      copies: ["of_a_function", "of_both", "of_orders"],
      views: [],
      excepted: ["far"],
    });
  });

  test("a copy is left out by its own name", () => {
    const except = [{ schema: "app", name: "of_far", reason: "sums of all tenants" }];
    assert.deepEqual(targets({ tenancy: { except } }).copies, ["of_a_function", "of_both", "of_orders"]);
  });

  test("is no less there for being a part of an extension; what an extension brought without tenants is left to it", () => {
    const part = { extension: "theirs" };
    const far = table("far", { kind: "foreign table", ...part });
    const orders = table("orders", part);
    const { targets: found } = sceneOf(
      model(
        [role("app")],
        [
          orders,
          far,
          table("notes", { columns: [column("id")], ...part }),
          table("weather", { kind: "foreign table", columns: [column("id")], ...part }),
          table("copy", { kind: "materialized view", reads: [objectKey(far)], ...part }),
          table("seen", { kind: "view", reads: [objectKey(orders)], ...part }),
          table("view_of_far", { kind: "view", reads: [objectKey(far)], columns: [], ...part }),
          table("statements", { kind: "view", reads: [], columns: [], ...part }),
        ],
      ),
    );
    const names = (list: readonly (SecuredObject | { readonly object: SecuredObject })[]) =>
      list.map((one) => ("object" in one ? one.object : one).name).sort();
    assert.deepEqual(
      {
        table: names(found.table),
        foreign: names(found["foreign table"]),
        copies: names(found["materialized view"]),
        views: names(found.view),
        over: names(found["foreign view"]),
        relation: names(found.relation),
      },
      {
        table: ["orders"],
        foreign: ["far"],
        copies: ["copy"],
        views: ["seen"],
        over: ["view_of_far"],
        relation: ["far", "orders", "seen"],
      },
    );
  });
});
