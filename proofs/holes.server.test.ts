import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hasHole, SERVER_HOLES, type ServerHole, upgradeFor } from "../postgres/model/server-holes";
import { MAJORS, serverFor } from "../test/servers";
import { ATTACKS, exitStatus, type ProofReport, renderProofText, runProof } from "./index";
import { openShop, type Shop } from "./testing/shop";

const HOLES = ATTACKS.filter(({ family }) => family === "known holes").map(({ id }) => id);

/** Which hole an attack is about: its fix names it. */
function holeOf(id: string): ServerHole {
  const fix = ATTACKS.find((attack) => attack.id === id)?.fix ?? "";
  return (/CVE-\d+-\d+/.exec(fix)?.[0] ?? "") as ServerHole;
}

test("every hole of the table has its attack", () => {
  assert.deepEqual(HOLES.map(holeOf).sort(), Object.keys(SERVER_HOLES).sort());
});

for (const major of MAJORS) {
  describe(`the known holes on PostgreSQL ${major}`, () => {
    let shop: Shop;
    let report: ProofReport;
    before(async () => {
      shop = await openShop(await serverFor(major));
      report = await runProof(shop.settings, { only: HOLES });
    });
    after(() => shop.close());

    test("show by trial exactly where the table says that the release is open, and are harmless in a hardened database", () => {
      const outcomes = report.attacks.map(({ id, status, attempts }) => [
        id,
        status,
        ...new Set(attempts.map(({ outcome }) => (outcome.status === "vulnerable" ? outcome.upgrade : ""))),
      ]);
      const expected = ATTACKS.filter(({ id }) => HOLES.includes(id)).map((attack) => {
        const hole = holeOf(attack.id);
        if ("since" in attack && (attack.since ?? 0) > shop.version) return [attack.id, "not applicable", ""];
        return hasHole(hole, shop.version) === true
          ? [attack.id, "vulnerable", upgradeFor(hole, shop.version)]
          : [attack.id, "defended", ""];
      });
      assert.deepEqual(outcomes, expected);
    });

    test("were tried in a scene of the proof's own, not read off the version", () => {
      for (const { attempts } of report.attacks)
        for (const { outcome } of attempts)
          if (outcome.status === "vulnerable" || outcome.status === "defended")
            assert.match(outcome.how, /in a scene of the proof's own/);
    });

    test("do not fail the proof unless that is asked for", () => {
      const open = report.attackTally.vulnerable > 0;
      assert.equal(exitStatus(report), 0);
      assert.equal(exitStatus(report, { failOnVulnerable: true }), open ? 1 : 0);
      const text = renderProofText(report);
      assert.equal(/upgrade to \d+\.\d+\n {6}harmless here: /.test(text), open);
      assert.equal(/: all defended\n$/.test(text), !open);
    });
  });
}
