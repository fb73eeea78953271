import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { objectKey } from "../model/keys";
import { graphEntries, groupGraph } from "./graph-groups";

describe("an expanded graph in groups", () => {
  test("is one value for all objects of which the same is so", () => {
    const graph = { "table b": "app=SELECT", "schema app": "app=USAGE", "table a": "app=SELECT" };
    assert.deepEqual(groupGraph(graph), { "app=SELECT": "table a\ntable b", "app=USAGE": "schema app" });
  });

  test("does not depend on the order in which objects were found", () => {
    const objects = ["table c", "table a", "table b"];
    const of = (order: readonly string[]) => groupGraph(Object.fromEntries(order.map((name) => [name, "x"])));
    assert.deepEqual(of(objects), of([...objects].reverse()));
  });

  test("loses no object, whatever it is called", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "\n", "\r", '"', "\\", "é", " ", ".") });
    const object = fc.record({ schema: name, name }).map((one) => objectKey({ kind: "table", ...one }));
    fc.assert(
      fc.property(fc.dictionary(object, fc.constantFrom("", "app=SELECT", "a=b\nc")), (graph) => {
        assert.deepEqual(Object.fromEntries(graphEntries(groupGraph(graph))), { ...graph });
      }),
    );
  });
});
