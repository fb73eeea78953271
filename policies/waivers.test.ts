import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseWaivers, WaiverError } from "./waivers";

const RIGHT = { key: "rls-not-forced:shop:table app.orders", reason: "goes in May", expires: "2027-05-31" };

describe("a file of waivers", () => {
  test("is read", () => {
    assert.deepEqual(parseWaivers(JSON.stringify({ waivers: [RIGHT] })), [RIGHT]);
    assert.deepEqual(parseWaivers('{"waivers": []}'), []);
  });

  test("reports all its mistakes at once, each with its place", () => {
    const waivers = [
      { ...RIGHT, reason: " " },
      { ...RIGHT, key: "no-object" },
      { ...RIGHT, expires: "2027-02-30" },
      { ...RIGHT, until: "x" },
      "text",
    ];
    assert.throws(
      () => parseWaivers(JSON.stringify({ waivers })),
      (error) => {
        assert.ok(error instanceof WaiverError);
        assert.match(error.message, /waivers\[0\]\.reason must say why/);
        assert.match(error.message, /waivers\[1\]\.key must be the key of a finding/);
        assert.match(error.message, /waivers\[2\]\.expires must be a day/);
        assert.match(error.message, /waivers\[2\]\.key stands there twice/);
        assert.match(error.message, /waivers\[3\]\.until is not known/);
        assert.match(error.message, /waivers\[4\] must be an object/);
        return true;
      },
    );
  });

  for (const [what, text, message] of [
    ["no JSON", "{", /not JSON/],
    ["a list", "[]", /expected an object with the list "waivers"/],
    ["an object of another kind", '{"waivers": {}}', /waivers must be a list/],
    ["null", "null", /expected an object/],
  ] as const) {
    test(`that is ${what} is refused`, () => assert.throws(() => parseWaivers(text), message));
  }
});
