import assert from "node:assert/strict";
import { test } from "node:test";
import { withProgress } from "./progress";

test("long work says what it is doing, short work nothing, and the end ends it", async (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"] });
  const { timers } = context.mock;
  const lines: string[] = [];
  const result = await withProgress(
    (line) => lines.push(line),
    async (now) => {
      timers.tick(1_900);
      assert.deepEqual(lines, []);
      timers.tick(200);
      now("reading the catalog of shop");
      timers.tick(2_000);
      return "done";
    },
  );
  assert.equal(result, "done");
  assert.deepEqual(lines, ["connecting (2 s)", "reading the catalog of shop (4 s)"]);
  await assert.rejects(
    withProgress(
      (line) => lines.push(line),
      () => Promise.reject(new Error("broken")),
    ),
    /broken/,
  );
  timers.tick(10_000);
  assert.equal(lines.length, 2);
});
