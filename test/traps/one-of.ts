import assert from "node:assert/strict";

/** Fails unless a line matches; says all of them. */
export function assertSome(lines: readonly string[], expected: RegExp): void {
  assert.ok(
    lines.some((line) => expected.test(line)),
    `expected ${expected} in:\n${lines.join("\n") || "(nothing)"}`,
  );
}
