import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { objectKey } from "./keys";
import type { ObjectName } from "./objects";

const KEYS: readonly (readonly [ObjectName, string])[] = [
  [{ kind: "database", name: "shop" }, "database shop"],
  [{ kind: "table", schema: "a.b", name: "c" }, 'table "a.b".c'],
  [{ kind: "table", schema: "a", name: "b.c" }, 'table a."b.c"'],
  [{ kind: "column", schema: "app", name: "orders", column: "Total" }, 'column app.orders."Total"'],
  [{ kind: "column", schema: "app", name: "orders.total", column: "x" }, 'column app."orders.total".x'],
  [{ kind: "function", schema: "app", name: "f", args: "" }, "function app.f()"],
  [{ kind: "foreign-data wrapper", name: "Far away" }, 'foreign-data wrapper "Far away"'],
  [{ kind: "large object", name: "16400" }, "large object 16400"],
  [{ kind: "parameter", name: "work_mem" }, "parameter work_mem"],
  [{ kind: "parameter", name: "app.tenant_id" }, "parameter app.tenant_id"],
];

describe("the key of an object", () => {
  for (const [object, key] of KEYS) test(`is ${key}`, () => assert.equal(objectKey(object), key));
});
