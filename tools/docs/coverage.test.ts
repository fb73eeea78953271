import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { WITHOUT_RULE } from "../../policies/catalogue/without-rule";
import { RULES } from "../../policies/rules";
import { COVERAGE_PAGE, catalogueRows, coveragePage } from "./coverage";

describe("the check catalogue", () => {
  test("has 279 rows, each of them once", () => {
    const ids = catalogueRows().map(({ id }) => id);
    assert.equal(ids.length, 279);
    assert.equal(new Set(ids).size, 279);
  });

  test("has a rule or a reason for every row, and never both", () => {
    for (const { id, rules } of catalogueRows()) {
      assert.equal(
        rules.length > 0,
        WITHOUT_RULE[id] === undefined,
        `${id}: covered by ${rules.join(", ") || "nothing"}, reason ${WITHOUT_RULE[id]?.text ?? "none"}`,
      );
    }
  });

  test("knows every row that a rule names, and every row with a reason", () => {
    const ids = new Set(catalogueRows().map(({ id }) => id));
    for (const rule of RULES) for (const row of rule.catalogue) assert.ok(ids.has(row), `${rule.id}: ${row}`);
    for (const row of Object.keys(WITHOUT_RULE)) assert.ok(ids.has(row), row);
  });

  test("is printed as docs/coverage.md", () => {
    assert.equal(readFileSync(COVERAGE_PAGE, "utf8"), coveragePage(), "run npx tsx tools/docs/coverage.ts");
  });
});
