import assert from "node:assert/strict";
import { test } from "node:test";
import { saslprep } from "./saslprep";

const table: [string, string, string | undefined][] = [
  ["plain ASCII stays", "user", "user"],
  ["ASCII controls stay", "a\u0007\u007f", "a\u0007\u007f"],
  ["a soft hyphen is left out", "I\u00adX", "IX"],
  ["another space becomes a space", "a\u00a0b\u200bc\u3000d", "a b c d"],
  ["compatibility characters are folded", "\u00aa\u2168\uff21", "aIXA"],
  ["accents are composed", "e\u0301", "\u00e9"],
  ["nothing left is refused", "\u00ad\u200d", undefined],
  ["a control beside other characters is refused", "\u00e9\u0007", undefined],
  ["a private character is refused", "\u00e9\ue000", undefined],
  ["a character younger than Unicode 3.2 is refused", "\u00e9\u{1f600}", undefined],
  ["so it is where normalisation would make it an older one", "\ua69c", undefined],
  ["a deprecated accent is refused, though it normalises", "\u0340x", undefined],
  ["right to left stands", "\u0627\u0628", "\u0627\u0628"],
  ["right to left with a digit inside stands", "\u0627\u0031\u0628", "\u0627\u0031\u0628"],
  ["right to left that ends otherwise is refused", "\u0627\u0031", undefined],
  ["right to left that begins otherwise is refused", "\u0031\u0627", undefined],
  ["both directions are refused", "\u0627a\u0628", undefined],
  ["a neutral sign that normalises to letters is not", "\u05d0\u2122\u05d0", "\u05d0TM\u05d0"],
];

for (const [what, password, expected] of table) {
  test(`SASLprep as PostgreSQL does it: ${what}`, () => {
    assert.equal(saslprep(password), expected);
  });
}
