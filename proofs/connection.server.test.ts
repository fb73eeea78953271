import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { readSecurityFingerprint } from "../postgres/catalog/security-fingerprint";
import { withSession } from "../postgres/connect/session";
import { deadPort, silentPeer, talkingPeer } from "../test/peers";
import { MAJORS, type Major, startTestServer, type TestServer } from "../test/servers";
import { assail } from "./connection/assail";
import { knock } from "./connection/knock";
import { CONNECTION_MUTATIONS } from "./testing/connection-mutations";
import { CONNECTION_ATTACKS, DoorTrials } from "./testing/door-trials";
import { openShop, type Shop } from "./testing/shop";

/** A server of its own: what is taken away here belongs to the whole server. */
function withDoor(major: Major) {
  let server: TestServer;
  const open = {} as { shop: Shop; trials: DoorTrials };
  before(async () => {
    server = await startTestServer(major);
    open.shop = await openShop(server);
    open.trials = await DoorTrials.on(server, open.shop);
  });
  after(async () => {
    await open.trials.end();
    await server.stop();
  });
  return open;
}

for (const major of MAJORS) {
  describe(`the front door of a hardened server of PostgreSQL ${major}`, () => {
    const door = withDoor(major);

    for (const { id } of CONNECTION_ATTACKS)
      test(`withstands ${id}`, async () => {
        const result = await door.trials.attack(id);
        assert.equal(result.status, "defended", JSON.stringify(result.attempts));
      });

    for (const [index, mutation] of CONNECTION_MUTATIONS.entries())
      test(`with one defence taken away, ${mutation.attack} (${index}) gets through`, async () => {
        const { without, restored } = await door.trials.result(mutation);
        assert.equal(without.status, "got through", JSON.stringify(without.attempts));
        assert.equal(restored.status, "defended", "the undoing");
      });

    // What the client trusts is no part of the server.
    for (const [index, mutation] of CONNECTION_MUTATIONS.entries())
      if (mutation.authority === undefined)
        test(`what lets ${mutation.attack} (${index}) through makes a declared proof run again`, () =>
          withSession(door.shop.settings, async (session) => {
            const proven = await readSecurityFingerprint(session);
            await door.trials.without(mutation, async () => {
              // The server reads its files a moment after it was told to.
              for (let waited = 0; waited < 5_000; waited += 50) {
                if (!isDeepStrictEqual(await readSecurityFingerprint(session), proven)) return;
                await sleep(50);
              }
              assert.fail("the fingerprint is what it was");
            });
          }));

    test("is tried as every role that may log in: attackers, owner, administrator", async () => {
      const { attempts } = await door.trials.attack("connect-in-plain-text");
      const { application, readonly, owner } = door.shop.roles;
      assert.deepEqual(
        new Set(attempts.map(({ role }) => role)),
        new Set([application, readonly, owner, door.shop.settings.user]),
      );
    });
  });
}

describe("a server that is none", () => {
  const door = withDoor(18);
  const at = (port: number) => ({
    host: "localhost",
    address: "127.0.0.1",
    port,
    user: "somebody",
    database: "shop",
    timeout: 300,
  });

  test("nothing listens: no answer, and so nothing proven", async () => {
    assert.equal((await knock(at(await deadPort()))).kind, "no answer");
    const settings = { ...door.shop.settings, port: await deadPort() };
    for (const { id, status } of await assail(settings, CONNECTION_ATTACKS, door.trials.scene))
      assert.equal(status, "not run", id);
  });

  test("it never says a word: no answer within the time", async () => {
    const peer = await silentPeer();
    for (const tls of [undefined, {}])
      assert.equal((await knock({ ...at(peer.port), ...(tls && { tls }) })).kind, "no answer");
    await peer.close();
  });

  test("it talks something else: no answer", async () => {
    const peer = await talkingPeer("HTTP/1.1 400 Bad Request\r\n\r\n");
    const { kind } = await knock(at(peer.port));
    assert.equal(kind, "no answer");
    await peer.close();
  });

  test("an authority that was not given leaves the certificate undecided instead of accusing it", async () => {
    const { ca: _, ...settings } = door.shop.settings;
    const [result] = await assail(
      settings,
      CONNECTION_ATTACKS.filter(({ id }) => id === "connect-to-impostor"),
      door.trials.scene,
    );
    assert.equal(result?.status, "not run");
  });

  test("a local socket has no network to attack", async () => {
    const results = await assail(
      { ...door.shop.settings, host: "/run/postgresql" },
      CONNECTION_ATTACKS,
      door.trials.scene,
    );
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(["not applicable"]));
  });
});
