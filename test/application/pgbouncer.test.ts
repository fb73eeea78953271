import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findPgBouncer } from "./pgbouncer";

describe("PgBouncer for tests", () => {
  test("where there is none, a sentence says what to install", () => {
    assert.throws(
      () => findPgBouncer({ PATH: "/nonexistent" }, []),
      /apt-get install pgbouncer.*PGBOUNCER_PATH/,
    );
  });

  test("a program that is named goes before those in the PATH", () => {
    assert.equal(findPgBouncer({ PGBOUNCER_PATH: process.execPath, PATH: "/nonexistent" }), process.execPath);
  });
});
