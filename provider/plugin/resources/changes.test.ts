import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Change } from "../../../postgres/plan/plan";
import { changesInput, diffByChanges, isLoss } from "./changes";

describe("what counts as a loss", () => {
  for (const text of [
    "app loses SELECT",
    "PUBLIC loses USAGE on schema app",
    "app loses the grant option for SELECT",
    "loses SUPERUSER",
    "role app: loses CREATEDB",
    "is no longer a member of pg_monitor",
    "alice is no longer a member",
    "role app: is no longer a member of pg_monitor",
    "table app.old: stranger loses ownership to owner",
  ]) {
    test(text, () => assert.ok(isLoss(text)));
  }
  for (const text of [
    "app gains SELECT",
    "gains LOGIN",
    "becomes a member of pg_monitor",
    "resets work_mem (was 4MB)",
  ])
    test(`not: ${text}`, () => assert.ok(!isLoss(text)));
});

describe("the detailed diff of a preview", () => {
  const changes: Change[] = [
    { object: "table app.orders", text: "app gains SELECT", reason: "declared" },
    { object: "table app.orders", text: "PUBLIC loses SELECT", reason: "not declared" },
    { object: 'role "a b"', text: "loses SUPERUSER", reason: "not declared" },
  ];
  const diff = (news: ReturnType<typeof changesInput>, oldInputs: ReturnType<typeof changesInput> = {}) =>
    diffByChanges({ oldInputs, olds: {}, news, declared: [], graph: "privileges" }).detailedDiff;

  test("shows losses as deletions with their reason, before everything else, and the rest as additions", () => {
    assert.deepEqual(diff(changesInput(changes)), {
      '["access lost"]["table app.orders"]["PUBLIC loses SELECT (not declared)"]': {
        kind: "delete",
        inputDiff: true,
      },
      '["access lost"]["role \\"a b\\""]["loses SUPERUSER (not declared)"]': {
        kind: "delete",
        inputDiff: true,
      },
      'changes["table app.orders"]["app gains SELECT"]': { kind: "add", inputDiff: true },
    });
  });

  test("has nothing of an update that is done", () => {
    const done = changesInput(changes);
    assert.deepEqual(diff(done, done), {});
    assert.deepEqual(changesInput([]), {});
  });

  test("has no empty part", () => {
    assert.deepEqual(Object.keys(changesInput(changes.slice(0, 1))), ["changes", "comparedAt"]);
    assert.deepEqual(Object.keys(changesInput(changes.slice(1))), ["losses", "comparedAt"]);
  });
});
