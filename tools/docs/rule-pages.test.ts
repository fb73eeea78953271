import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { judgeRule } from "../../policies/judge-rule";
import { readMigrations } from "../../policies/readers/migrations";
import { ruleFiles } from "../../policies/testing/proofs";
import { PROOF_DAY } from "../../policies/testing/prove-rule";
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

  test("show of every rule what is bad and what is not", () => {
    const lacking = [...rulePages()].flatMap(([name, text]) => {
      const bad = /^Found (after|with|in)\b[^\n]*:\n\n```\w+\n[^`]/m.test(text);
      const good = /^(Not found (with|in)|No longer found after):\n\n```\w+\n[^`]/m.test(text);
      return name === "README.md" || (bad && good) ? [] : [name];
    });
    assert.deepEqual(lacking, []);
  });

  for (const { id, proof } of ruleFiles()) {
    const { example } = proof ?? {};
    if (proof?.world !== "migrations" || example === undefined) continue;
    test(`the scripts that the page of ${id} shows are judged so`, async () => {
      const found = async (statements: readonly string[]) => {
        const path = proof.bad.scriptStep?.[0]?.script ?? "";
        const { facts } = await readMigrations([{ path, text: statements.join("\n") }], "tenant_id");
        return judgeRule(proof.rule, facts, PROOF_DAY).findings.length;
      };
      assert.ok((await found(example.bad)) > 0, "the bad one is found");
      assert.equal(await found(example.fixed), 0, "the good one is not");
    });
  }

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
