import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { displayWidth, table, wrapped } from "./layout";

describe("text in columns", () => {
  test("lines break at spaces, else after joints of a name, else anywhere", () => {
    assert.deepEqual(wrapped("one two three", 7), ["one two", "three"]);
    assert.deepEqual(wrapped("shop_readonly", 6), ["shop_", "readon", "ly"]);
    assert.deepEqual(wrapped("", 5), [""]);
  });

  test("what a terminal obeys is spelled out before lines are measured", () => {
    assert.deepEqual(wrapped("a\nb\u202e", 20), ["a\\u{a}b\\u{202e}"]);
  });

  test("wide characters count twice, marks not at all", () => {
    assert.equal(displayWidth("日本"), 4);
    assert.equal(displayWidth("🐘"), 2);
    assert.equal(displayWidth("e\u0301"), 1);
  });

  test("no line is wider than asked, and no letter is lost, whatever the texts", () => {
    const rows = fc.array(
      fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { minLength: 3, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 120 }), (texts, width) => {
        for (const line of table(texts, width, "  ")) assert.ok(displayWidth(line) <= width, line);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const plain = text.replaceAll(/[^a-z_. ]/g, "x");
        assert.equal(wrapped(plain, width).join("").replaceAll(" ", ""), plain.replaceAll(" ", ""));
      }),
    );
  });
});
