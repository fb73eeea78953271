import assert from "node:assert/strict";
import { test } from "node:test";
import { findPython } from "./python";

test("where Python's libraries are missing, a sentence says how to get them", () => {
  assert.throws(() => findPython("/nonexistent"), /python3 -m venv .*requirements\.txt.*python3-venv/);
});
