import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { PROBES } from "../../postgres/testing/platforms/probes";
import { type Outcomes, PLATFORMS_PAGE, platformsPage, probeEverything } from "./platforms";

describe("the page about platforms", () => {
  let outcomes: Outcomes;
  before(async () => {
    outcomes = await probeEverything();
  });

  test("says what the probes came to; otherwise: npx tsx tools/docs/platforms.ts", () => {
    assert.equal(readFileSync(PLATFORMS_PAGE, "utf8"), platformsPage(outcomes));
  });

  test("a superuser may do everything, so every probe can succeed", () => {
    for (const [platform, byMajor] of outcomes) {
      if (platform.name !== "superuser") continue;
      for (const [major, results] of byMajor) {
        for (const [{ operation, chapter }, outcome] of results) {
          assert.ok(["yes", "unknown there"].includes(outcome), `${major}, ${chapter}: ${operation}`);
        }
      }
    }
  });

  test("a changed outcome changes it", () => {
    const [probe] = PROBES;
    assert.ok(probe !== undefined);
    const changed: Outcomes = new Map(
      [...outcomes].map(([platform, byMajor]) => [
        platform,
        new Map([...byMajor].map(([major, results]) => [major, new Map(results).set(probe, "no")])),
      ]),
    );
    assert.notEqual(platformsPage(changed), platformsPage(outcomes));
  });
});
