import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ruleFiles } from "../../policies/testing/proofs";
import { RULE_PAGES, rulePages } from "./rule-pages";

describe("the pages of the rules", () => {
  test("say what the rules and their proofs say; otherwise: npx tsx tools/docs/rule-pages.ts", () => {
    const pages = rulePages();
    assert.deepEqual(readdirSync(RULE_PAGES).sort(), [...pages.keys()].sort());
    for (const [name, text] of pages) assert.equal(readFileSync(join(RULE_PAGES, name), "utf8"), text, name);
  });

  test("there is one for every rule, and a changed rule changes it", () => {
    const files = ruleFiles();
    const pages = rulePages(files);
    assert.equal(pages.size, files.length + 1);
    const [first, ...rest] = files;
    assert.ok(first);
    const changed = rulePages([{ ...first, rule: { ...first.rule, why: "Something else." } }, ...rest]);
    assert.notEqual(changed.get(`${first.id}.md`), pages.get(`${first.id}.md`));
  });
});
