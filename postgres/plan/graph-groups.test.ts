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

  test("holds nothing that a terminal obeys", () => {
    const graph = {
      "table a\u001b[2J": "a\u202e=SELECT",
      "table b": "app=SELECT",
      'table "c\n  + forged"': "app=SELECT",
    };
    const groups = groupGraph(graph);
    assert.deepEqual(groups, {
      '"a\\u202e=SELECT"': '"table a\\u001b[2J"',
      "app=SELECT": '"table \\"c\\n  + forged\\""\ntable b',
    });
    assert.deepEqual(Object.fromEntries(graphEntries(groups)), graph);
  });

  test("loses no object, whatever it is called", () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "\n", "\r", '"', "\\", "é", " ", ".", "\u202e", "\u001b"),
    });
    const object = fc.record({ schema: name, name }).map((one) => objectKey({ kind: "table", ...one }));
    fc.assert(
      fc.property(
        fc.dictionary(
          object,
          fc.constantFrom("", "app=SELECT", "a=b\nc", '"A"=SELECT', '"A"', '"A"="B"', "\u202e"),
        ),
        (graph) => {
          assert.deepEqual(Object.fromEntries(graphEntries(groupGraph(graph))), { ...graph });
        },
      ),
    );
  });
});
