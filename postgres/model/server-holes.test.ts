import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { RELEASES } from "./releases";
import { hasHole, SERVER_HOLES, type ServerHole, upgradeFor } from "./server-holes";

const HOLES = Object.keys(SERVER_HOLES) as ServerHole[];

describe("the table of the server's holes", () => {
  test("says of a release below the one that mended it that it is open, and where to go", () => {
    assert.equal(hasHole("CVE-2026-116311", 180_006), true);
    assert.equal(upgradeFor("CVE-2026-116311", 180_006), "18.7");
    assert.equal(hasHole("CVE-2026-116311", 180_007), false);
    assert.equal(hasHole("CVE-2026-14666", 140_023), true);
    assert.equal(hasHole("CVE-2026-14666", 140_024), false);
  });

  test("knows that a major made later never had the hole", () => {
    assert.equal(hasHole("CVE-2023-39418", 140_000), false);
    assert.equal(hasHole("CVE-2023-39418", 150_003), true);
    assert.equal(hasHole("CVE-2025-8713", 180_000), false);
  });

  test("says nothing of a major that it doesn't know, and names no release that it doesn't know", () => {
    assert.equal(hasHole("CVE-2026-116311", 190_000), undefined);
    assert.equal(upgradeFor("CVE-2026-116311", 190_000), "the latest minor release");
    assert.equal(upgradeFor("CVE-2026-116311", 180_007), "the latest minor release");
  });

  test("agrees with the release table: no hole is left in a release that it calls secure", () => {
    for (const { major, secureMinor } of RELEASES)
      for (const hole of HOLES) assert.equal(hasHole(hole, major * 10_000 + secureMinor), false, hole);
  });
});
