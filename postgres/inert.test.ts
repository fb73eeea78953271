import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inert, inertJson } from "./inert";

describe("text that a terminal shows and does not obey", () => {
  test("escapes what moves the cursor, changes the direction of writing, or cannot be seen", () => {
    assert.equal(inert("a\u001b[2Jb"), "a\\u{1b}[2Jb");
    assert.equal(inert("\u009b31m"), "\\u{9b}31m");
    assert.equal(inert("x\u202ey\u2066z\u200b"), "x\\u{202e}y\\u{2066}z\\u{200b}");
    assert.equal(inert("a\r\nb\u2028"), "a\\u{d}\\u{a}b\\u{2028}");
    assert.equal(inert("\u{e0041}"), "\\u{e0041}");
  });

  test("leaves letters of every script alone", () => {
    assert.equal(inert('Tabelle „Größe“ 表 "é"'), 'Tabelle „Größe“ 表 "é"');
  });

  test("JSON stays the same JSON", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = inertJson(JSON.stringify({ text }, null, 2));
        assert.deepEqual(JSON.parse(json), { text });
        assert.doesNotMatch(json.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
