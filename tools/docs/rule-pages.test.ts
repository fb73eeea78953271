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

  test("show what is found in a program and what is not, and nothing that only the plugin writes", () => {
    const pages = rulePages();
    const page = pages.get("role-superuser-login.md") ?? "";
    assert.match(page, /Found in a Pulumi program:\n\n```ts\nimport \* as postgresql [^`]*superuser: true/);
    assert.match(page, /Not found in:\n\n```ts\n(?![^`]*superuser: true)/);
    const examples = [...pages.values()].filter((text) => text.includes("Found in a Pulumi program:"));
    assert.ok(examples.length > 45, `${examples.length}`);
    for (const text of examples) assert.doesNotMatch(text, /AAAAAAAA/, "no verifier is spelled out");
    assert.doesNotMatch(pages.get("rls-not-forced.md") ?? "", /tables: \{/);
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
