import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ruleFiles } from "../testing/proofs";

/** Rules that no server of a test can be made to pass, each with why. */
const ONLY_AS_THEY_ARE: Readonly<Record<string, string>> = {
  "server-end-of-life":
    "no server changes its version; of the majors that are tested, the oldest is found and the others are not",
  "server-minor-insecure": "no server changes its version, and the newest that can be had is too old",
};

test("what no shared server can be made to do is brought about on one of its own", () => {
  const asTheyAre: string[] = [];
  for (const { id, proof } of ruleFiles()) {
    if (proof?.live.kind !== "as-is") continue;
    const { provenBy } = proof.live;
    if (provenBy === undefined) {
      asTheyAre.push(id);
      continue;
    }
    const text = readFileSync(join(__dirname, `${provenBy}.server.test.ts`), "utf8");
    assert.ok(text.includes(`"${id}:`) || text.includes(`\`${id}:`), `${provenBy} does not find ${id}`);
  }
  assert.deepEqual(asTheyAre.sort(), Object.keys(ONLY_AS_THEY_ARE).sort());
});
