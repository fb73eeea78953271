import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CONNECTION_MUTATIONS } from "../proofs/testing/connection-mutations";
import { CONNECTION_ATTACKS, DoorTrials } from "../proofs/testing/door-trials";
import { openShop, type Shop } from "../proofs/testing/shop";
import { startTestServer, type TestServer } from "../test/servers";
import { environmentOf } from "./testing/environment";
import { type CliResult, runCli } from "./testing/run-cli";

/** Milliseconds that a server may take to read its files again. */
const PATIENCE = 5_000;

/** Those in which the command itself still gets in by verified TLS. */
const MUTATIONS = CONNECTION_MUTATIONS.filter(
  ({ authority = "own", settings }) => authority === "own" && settings?.["ssl"] === undefined,
);

describe("palisade prove at the front door", () => {
  /** A server of its own: what is taken away here belongs to the whole server. */
  let server: TestServer;
  let shop: Shop;
  let trials: DoorTrials;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    server = await startTestServer(18);
    shop = await openShop(server);
    trials = await DoorTrials.on(server, shop);
    folder = mkdtempSync(join(tmpdir(), "palisade-door-"));
    env = environmentOf(shop.settings, folder);
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await trials.end();
    await server.stop();
  });

  const prove = (...attacks: readonly string[]) =>
    runCli(["prove", ...attacks.flatMap((attack) => ["--attack", attack])], env);
  const eventually = async (attack: string, wanted: number): Promise<CliResult> => {
    for (let waited = 0; ; waited += 50) {
      const result = await prove(attack);
      if (result.status === wanted || waited > PATIENCE) return result;
      await sleep(50);
    }
  };

  test("of a hardened server: every attack is made and defended, exit 0", async () => {
    const { out, status } = await prove(...CONNECTION_ATTACKS.map(({ id }) => id));
    assert.equal(status, 0, out);
    assert.match(out, new RegExp(`\\n${CONNECTION_ATTACKS.length} attacks, \\d+ attempts: all defended\\n$`));
    for (const { title } of CONNECTION_ATTACKS) assert.ok(out.includes(`defended     ${title}`), title);
  });

  for (const [index, mutation] of MUTATIONS.entries()) {
    const { title, fix } = CONNECTION_ATTACKS.find(({ id }) => id === mutation.attack) ?? {};
    test(`with one defence taken away: ${mutation.attack} (${index}) exits with 1, and says what to do`, async () => {
      const { out, status } = await trials.without(mutation, () => eventually(mutation.attack, 1));
      assert.equal(status, 1, out);
      assert.ok(out.includes(`GOT THROUGH  ${title}`), out);
      assert.ok(out.includes(`fix: ${fix}`), out);
      assert.equal((await eventually(mutation.attack, 0)).status, 0);
    });
  }

  test("by a client that was given no authority: nothing is proven, exit 2", async () => {
    const unverified = { ...env, PGSSLMODE: "require", PGSSLROOTCERT: undefined };
    const { out, status } = await runCli(["prove", "--attack", "connect-to-impostor"], unverified);
    assert.equal(status, 2, out);
    assert.match(out, /not run: no authority was given \(sslrootcert\)/);
  });
});
