import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { TRAPS } from "../../test/traps";
import { TENANT_GUIDE, trapsTable, withTable } from "./traps";

describe("the table of traps in the guide", () => {
  test("says what the proofs say; otherwise: npx tsx tools/docs/traps.ts", () => {
    const guide = readFileSync(TENANT_GUIDE, "utf8");
    assert.equal(guide, withTable(guide));
  });

  test("a changed trap changes it", () => {
    const [first, ...rest] = TRAPS;
    assert.ok(first !== undefined);
    assert.notEqual(trapsTable([{ ...first, fate: "your job" }, ...rest]), trapsTable());
    assert.throws(() => withTable("a guide without a place"), /no place/);
  });
});
