import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { selects } from "./select";

describe("a function's arguments in a selector", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["integer, text", "integer, text", true],
    ["integer,text", "integer, text", true],
    ["n integer, label text", "n integer, label text", true],
    ["integer, text", "n integer, label text", true],
    ["", "", true],
    ["", "n integer", false],
    ["integer", "n integer, m integer", false],
    ["integer", "n bigint", false],
    ["text[]", "VARIADIC parts text[]", true],
    ['"a,b"', 'x "a,b"', true],
    ["eger", "n integer", false],
  ];
  for (const [written, printed, fits] of cases)
    test(`${JSON.stringify(written)} ${fits ? "means" : "does not mean"} ${JSON.stringify(printed)}`, () => {
      const selector = { path: "on[0]", kind: "functions", schema: "app", name: "f", args: written } as const;
      assert.equal(selects(selector, { kind: "functions", schema: "app", name: "f", args: printed }), fits);
    });
});
