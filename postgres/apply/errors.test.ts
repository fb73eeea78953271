import assert from "node:assert/strict";
import { test } from "node:test";
import { statementRefused } from "./errors";

test("a lock table that is full is told with the setting that gives it room", () => {
  const full = Object.assign(new Error("out of shared memory"), { code: "53200" });
  const { message, code } = statementRefused("reader loses SELECT on 500 tables in app", "postgres", full);
  assert.equal(code, "53200");
  assert.match(
    message,
    /^reader loses SELECT on 500 tables in app: the server says "out of shared memory"; /,
  );
  assert.match(
    message,
    /raise max_locks_per_transaction .* or declare fewer schemas .*\. Nothing was changed$/,
  );
});
