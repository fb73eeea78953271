import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Samples } from "../measure";
import { judge } from "./targets";

describe("the target that nothing is refused", () => {
  const refusedRow = (refused: number) =>
    judge({
      tables: 10_000,
      machine: "",
      rounds: { checks: 0, updates: 0 },
      samples: new Samples(),
      phases: [],
      statements: { ours: 0, single: 0, compacted: 0 },
      refused,
      peers: [],
      missing: [],
    }).find(({ what }) => what === "refused")?.values;

  test("is reached where no run was refused, and missed where one was", () => {
    assert.deepEqual(refusedRow(0), { target: "nothing", measured: "nothing", "": "pass" });
    assert.deepEqual(refusedRow(3), { target: "nothing", measured: "3 problems", "": "miss" });
  });
});
