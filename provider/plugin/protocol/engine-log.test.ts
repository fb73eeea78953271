import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineLog } from "./engine-log";
import { engineSide } from "./testing/engine";

test("a program runs where it has told the engine its stack, and where nobody says otherwise", async () => {
  const log = new EngineLog();
  assert.equal(await log.programRuns(), true, "without an engine");
  const engine = await engineSide();
  log.attach(engine.address);
  assert.equal(await log.programRuns(), false);
  engine.root = "urn:pulumi:test::test::pulumi:pulumi:Stack::test-test";
  assert.equal(await log.programRuns(), true);
  engine.close();
  assert.equal(await log.programRuns(), true, "an engine that does not answer");
  log.close();
});
