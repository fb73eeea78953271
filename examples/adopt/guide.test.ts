import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const GUIDE = join(__dirname, "..", "..", "docs", "guides", "access.md");

for (const step of ["look", "split", "hardened"]) {
  test(`the guide shows the program ${step}.ts, as a user's project imports the package`, () => {
    const source = readFileSync(join(__dirname, `${step}.ts`), "utf8");
    const shown = source.replace(/"\.\.\/\.\.\/index"; .*$/m, '"pulumi-palisade";');
    assert.notEqual(shown, source);
    assert.ok(readFileSync(GUIDE, "utf8").includes(`\`\`\`ts\n${shown}\`\`\``));
  });
}
