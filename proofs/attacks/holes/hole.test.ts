import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SERVER_HOLES, type ServerHole } from "../../../postgres/model/server-holes";
import type { RoleAttack } from "../../attack";
import type { AttackContext } from "../../context";
import { judge } from "../../judge";
import { heldBack, type Observation, reached, unable } from "../../observation";
import { ATTACKS } from "../index";

/**
 * A stand-in for a server of any release: its trial ends as a test says, and the database holds nothing to try it on. No
 * server of the tests is old enough to have every hole.
 */
function standIn(version: number, trial: Observation): AttackContext {
  const role = { role: "somebody" };
  return {
    version,
    attacker: role,
    stranger: role,
    privateTables: [],
    rights: new Map(),
    scene: {
      targets: new Proxy({}, { get: () => [] }),
      model: { objects: new Map(), roles: new Map(), memberships: [] },
    },
    as: (_role: string, statements: readonly string[]) => [...statements],
    ask: async () => [],
    attempt: async () => heldBack("nothing here"),
    attempts: async () => [heldBack("nothing here")],
    attemptAsStranger: async () => trial,
  } as unknown as AttackContext;
}

const HOLES = ATTACKS.filter(
  (attack): attack is RoleAttack<"database"> => attack.family === "known holes",
).map((attack) => ({ attack, hole: /CVE-\d+-\d+/.exec(attack.fix)?.[0] as ServerHole }));

async function outcome(attack: RoleAttack<"database">, version: number, trial: Observation) {
  const seen = await attack.run(standIn(version, trial), {} as never);
  return (Array.isArray(seen) ? seen : [seen as Observation]).map((one) => judge(attack, one));
}

for (const { attack, hole } of HOLES) {
  describe(`${attack.id} (${hole})`, () => {
    const mended = Object.entries(SERVER_HOLES[hole]).map(([major, minor]) => [
      Number(major),
      minor as number,
    ]);

    test("says of every release before the one that mended it: vulnerable, upgrade to that one", async () => {
      assert.ok(mended.length > 0);
      for (const [major = 0, minor = 0] of mended)
        for (const trial of [reached("it showed"), heldBack("it did not show"), unable("nobody may try")]) {
          const [found, ...more] = await outcome(attack, major * 10_000 + minor - 1, trial);
          assert.deepEqual(more, []);
          assert.equal(found?.status, "vulnerable", `${major}.${minor - 1}: ${JSON.stringify(found)}`);
          assert.equal("upgrade" in found && found.upgrade, `${major}.${minor}`);
        }
    });

    test("says of the release that mended it: defended", async () => {
      for (const [major = 0, minor = 0] of mended)
        for (const trial of [heldBack("it did not show"), unable("nobody may try")]) {
          const [found] = await outcome(attack, major * 10_000 + minor, trial);
          assert.equal(found?.status, "defended", `${major}.${minor}: ${JSON.stringify(found)}`);
        }
    });

    test("believes its eyes where the hole shows in a release that should not have it", async () => {
      const [major = 0, minor = 0] = mended[0] ?? [];
      const [found] = await outcome(attack, major * 10_000 + minor, reached("it showed"));
      assert.equal(found?.status, "vulnerable");
      assert.equal("upgrade" in found && found.upgrade, "the latest minor release");
    });
  });
}
