import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { ATTACKS } from "../../proofs";
import { ATTACKS_PAGE, attacksPage } from "./attacks";

describe("the page about the attacks", () => {
  test("says what the attacks say; otherwise: npx tsx tools/docs/attacks.ts", () => {
    assert.equal(readFileSync(ATTACKS_PAGE, "utf8"), attacksPage());
  });

  test("has a section for every attack, and a changed attack changes it", () => {
    const page = attacksPage();
    for (const { id } of ATTACKS) assert.ok(page.includes(`\n### ${id}\n`), id);
    const [first, ...rest] = ATTACKS;
    assert.ok(first !== undefined);
    assert.notEqual(attacksPage([{ ...first, why: "Something else." }, ...rest]), page);
  });
});
