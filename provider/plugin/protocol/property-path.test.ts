import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { propertyPath, rootOfPath } from "./property-path";

describe("property paths", () => {
  for (const [segments, path] of [
    [["schemas"], "schemas"],
    [["schemas", "sales", "roles"], "schemas.sales.roles"],
    [["privileges", "table sales.orders"], 'privileges["table sales.orders"]'],
    [["privileges", 'a"b\\"c'], 'privileges["a\\"b\\\\"c"]'],
    [["list", 0, "name"], "list[0].name"],
    [["privileges", ""], 'privileges[""]'],
    [["a.b", "c"], '["a.b"].c'],
    [["privileges", "ends\\"], "privileges.ends\\"],
    [["privileges", "has.dot and ends\\", "x"], "privileges"],
  ] as const) {
    test(`${JSON.stringify(segments)} is written ${path}`, () => {
      assert.equal(propertyPath(...segments), path);
    });
  }

  test("the root of a path is the name of the property that it lies in", () => {
    assert.equal(rootOfPath("a"), "a");
    assert.equal(rootOfPath("a.b[0]"), "a");
    assert.equal(rootOfPath('a["b.c"]'), "a");
    assert.equal(rootOfPath("a[3]"), "a");
    for (const name of ["a.b", 'x"y', "sp ace", "ümlaut"]) {
      assert.equal(rootOfPath(propertyPath(name, "rest")), name);
    }
  });
});
