import assert from "node:assert/strict";
import { test } from "node:test";
import { progressLine } from "./progress-line";

test("long work says what it is doing, short work nothing, and the end ends it", (context) => {
  context.mock.timers.enable({ apis: ["setInterval", "Date"] });
  const { timers } = context.mock;
  const lines: string[] = [];
  const line = progressLine("connecting", (sentence) => lines.push(sentence));
  timers.tick(1_900);
  assert.deepEqual(lines, []);
  timers.tick(200);
  line.tell("reading the catalog of shop");
  timers.tick(2_000);
  assert.deepEqual(lines, ["connecting (2 s)", "reading the catalog of shop (4 s)"]);
  line.end();
  timers.tick(10_000);
  assert.equal(lines.length, 2);
});
