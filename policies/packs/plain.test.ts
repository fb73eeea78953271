import assert from "node:assert/strict";
import { test } from "node:test";
import { toDeclared } from "./plain";
import { UNKNOWN_TEXT, unknownCheckingProxy } from "./testing/run-pack";

test("a value that is not known keeps its place, at any depth", () => {
  const resource = toDeclared({
    type: "t",
    name: "n",
    urn: "u",
    opts: { protect: false },
    props: unknownCheckingProxy({ a: { b: [1, UNKNOWN_TEXT, { c: UNKNOWN_TEXT }] }, d: "x" }),
  });
  assert.deepEqual(JSON.parse(JSON.stringify(resource.inputs)), {
    a: {
      b: [
        1,
        { reason: "the input a.b[1] of n is not known before the update" },
        { c: { reason: "the input a.b[2].c of n is not known before the update" } },
      ],
    },
    d: "x",
  });
});
