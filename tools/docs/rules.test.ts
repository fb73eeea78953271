import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { packConfigProblems } from "../../policies/packs/config";
import { RULES } from "../../policies/rules";
import { parseWaivers } from "../../policies/waivers";
import { EXAMPLE_CONFIG, RULES_PAGE, rulesPage } from "./rules";

describe("the page about the rules", () => {
  test("says what the rules say; otherwise: npx tsx tools/docs/rules.ts", () => {
    assert.equal(readFileSync(RULES_PAGE, "utf8"), rulesPage());
  });

  test("shows a configuration that the pack takes, and waivers that the auditor takes", () => {
    assert.deepEqual(packConfigProblems(EXAMPLE_CONFIG, RULES), []);
    assert.equal(parseWaivers(JSON.stringify({ waivers: EXAMPLE_CONFIG.waivers })).length, 1);
  });

  test("has a section for every rule, and a changed rule changes it", () => {
    const page = rulesPage();
    for (const rule of RULES) assert.ok(page.includes(`\n### ${rule.id}\n`), rule.id);
    const [first, ...rest] = RULES;
    assert.notEqual(rulesPage([{ ...first, why: "Something else." }, ...rest]), page);
  });
});
