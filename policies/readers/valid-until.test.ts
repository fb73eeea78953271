import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Unknown } from "../facts/maybe";
import { validUntilOf } from "./valid-until";

describe("the end of a password", () => {
  const cases: readonly (readonly [string | undefined, string | null])[] = [
    [undefined, null],
    ["NULL", null],
    ["infinity", "infinity"],
    ["+Infinity", "infinity"],
    ["-infinity", "-infinity"],
    ["2027-06-30T02:00:00+02:00", "2027-06-30T00:00:00.000Z"],
    ["2027-06-30 02:00:00.5+02", "2027-06-30T00:00:00.500Z"],
    ["2027-06-30 02:30+0230", "2027-06-30T00:00:00.000Z"],
    ["2027-06-30T00:00:00Z", "2027-06-30T00:00:00.000Z"],
    ["2027-06-30 00:00:00 UTC", "2027-06-30T00:00:00.000Z"],
    ["2027-06-30", "2027-06-30T12:00:00.000Z"],
    ["2027-06-30 01:00", "2027-06-30T13:00:00.000Z"],
  ];
  for (const [text, moment] of cases)
    test(`${text} is ${moment ?? "none"}`, () => assert.equal(validUntilOf(text, "it"), moment));

  for (const text of ["1 January 2027", "tomorrow", "2027-13-01", "2027-06-30 Europe/Rome"])
    test(`${text} is not known`, () => {
      const read = validUntilOf(text, "VALID UNTIL of role app");
      assert.ok(read instanceof Unknown);
      assert.match(read.reason, /^the moment of VALID UNTIL of role app is not known: /);
    });
});
