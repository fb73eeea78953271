import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DatabaseError } from "pg";
import { ConnectionError } from "../connect/errors";
import { ApplyError } from "./errors";
import { Patience, passing, passingConnect } from "./retry";

function answer(code: string, message = "", schema?: string): ApplyError {
  const error = new DatabaseError(message, message.length, "error");
  error.code = code;
  if (schema !== undefined) error.schema = schema;
  return new ApplyError(`a step: ${message}`, code, error);
}

describe("what a second attempt mends", () => {
  const cases: readonly [string, unknown, string | undefined][] = [
    ["a deadlock", answer("40P01"), "conflict"],
    ["a serialization failure", answer("40001"), "conflict"],
    ["a row changed by two", answer("XX000", "tuple concurrently updated"), "conflict"],
    ["a row removed by another", answer("XX000", "tuple concurrently deleted"), "conflict"],
    [
      "an object that is just being dropped",
      answer("XX000", "cache lookup failed for role 4711"),
      "conflict",
    ],
    ["any other internal error", answer("XX000", "unexpected node"), undefined],
    ["a row of a catalog inserted by two", answer("23505", "duplicate key", "pg_catalog"), "conflict"],
    ["a row of a user's inserted by two", answer("23505", "duplicate key", "app"), undefined],
    ["a lock that somebody else holds", answer("55P03"), "lock"],
    ["a table that was dropped", answer("42P01"), "vanished"],
    ["a role that was dropped", answer("42704"), "vanished"],
    ["a server that shuts down", answer("57P01"), "loss"],
    ["a server that crashed", answer("57P02"), "loss"],
    ["a lost connection", new ConnectionError("lost", "ECONNRESET"), "loss"],
    [
      "a lost connection in a step",
      new ApplyError("a step", "EPIPE", new ConnectionError("", "EPIPE")),
      "loss",
    ],
    ["a lost connection without a code", new ConnectionError("lost", undefined), "loss"],
    ["a right that is missing", answer("42501"), undefined],
    ["a statement that takes too long", answer("57014"), undefined],
    ["a mistake of ours", new TypeError("undefined is not a function"), undefined],
  ];
  for (const [name, error, kind] of cases) {
    test(`${name}: ${kind ?? "nothing"}`, () => assert.equal(passing(error), kind));
  }

  test("a server that was never there is not waited for; one that was there is", () => {
    for (const code of ["ECONNREFUSED", "ECONNRESET", "EPIPE", undefined]) {
      assert.equal(passingConnect(new ConnectionError("", code), false), undefined);
      assert.equal(passingConnect(new ConnectionError("", code), true), "loss");
    }
  });

  test("a server that starts, or has no place left, is always waited for; a wrong password never", () => {
    for (const wasThere of [false, true]) {
      for (const code of ["57P03", "53300"])
        assert.equal(passingConnect(new ConnectionError("", code), wasThere), "loss");
      for (const code of ["28P01", "28000", "3D000"])
        assert.equal(passingConnect(new ConnectionError("", code), wasThere), undefined);
    }
  });

  test("attempts are counted by kind, pauses grow to two seconds on average, and there is an end", () => {
    const patience = new Patience();
    assert.ok((patience.pauseAfter("conflict") ?? 0) <= 150);
    assert.ok(patience.pauseAfter("lock") !== undefined);
    assert.ok(patience.pauseAfter("lock") !== undefined);
    assert.equal(patience.pauseAfter("lock"), undefined);
    let pauses = 1;
    for (let pause = patience.pauseAfter("conflict"); pause !== undefined; pauses++) {
      assert.ok(pause <= 3000);
      pause = patience.pauseAfter("conflict");
    }
    assert.equal(pauses, 14);
    assert.equal(patience.attempts, 17);
  });
});
