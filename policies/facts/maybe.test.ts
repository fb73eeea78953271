import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allOf, isKnown, known, UndecidedError, Unknown } from "./maybe";

const later = new Unknown("it comes with the update");

describe("a value that is not known", () => {
  test("ends the check with its reason", () => {
    assert.throws(
      () => known(later),
      (error) => error instanceof UndecidedError && error.message === "it comes with the update",
    );
    assert.equal(isKnown(later), false);
  });

  test("is not mistaken for false, null or undefined", () => {
    for (const value of [false, null, undefined, 0, ""]) {
      assert.equal(known(value), value);
      assert.equal(isKnown(value), true);
    }
  });
});

describe("three-valued AND", () => {
  test("is false as soon as one value is known to be false, in any order", () => {
    assert.equal(allOf(later, false), false);
    assert.equal(allOf(false, later), false);
  });

  test("is true only where every value is known to be true", () => {
    assert.equal(allOf(true, true), true);
    assert.equal(allOf(), true);
  });

  test("is undecided where the unknown value would decide", () => {
    assert.throws(() => allOf(true, later), UndecidedError);
  });
});
