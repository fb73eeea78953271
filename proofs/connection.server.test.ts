import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { deadPort, silentPeer, talkingPeer } from "../test/peers";
import { startTestServer, type TestServer } from "../test/servers";
import { assail } from "./connection/assail";
import { knock } from "./connection/knock";
import { CONNECTION_MUTATIONS } from "./testing/connection-mutations";
import { CONNECTION_ATTACKS, DoorTrials } from "./testing/door-trials";
import { openShop, type Shop } from "./testing/shop";

/** A server of its own: what is taken away here belongs to the whole server. */
let server: TestServer;
let shop: Shop;
let trials: DoorTrials;

before(async () => {
  server = await startTestServer(18);
  shop = await openShop(server);
  trials = await DoorTrials.on(server, shop);
});
after(async () => {
  await trials.end();
  await server.stop();
});

describe("the front door of a hardened server", () => {
  for (const { id } of CONNECTION_ATTACKS)
    test(`withstands ${id}`, async () => {
      const result = await trials.attack(id);
      assert.equal(result.status, "defended", JSON.stringify(result.attempts));
    });

  test("is tried as every role that may log in: attackers, owner, administrator", async () => {
    const { attempts } = await trials.attack("connect-in-plain-text");
    const { application, readonly, owner } = shop.roles;
    assert.deepEqual(
      attempts.map(({ role }) => role),
      [application, readonly, owner, server.settings.user],
    );
  });
});

describe("with one defence of the front door taken away, its attack gets through", () => {
  for (const [index, mutation] of CONNECTION_MUTATIONS.entries())
    test(`${mutation.attack} (${index})`, async () => {
      const { without, restored } = await trials.result(mutation);
      assert.equal(without.status, "got through", JSON.stringify(without.attempts));
      assert.equal(restored.status, "defended", "the undoing");
    });
});

describe("a server that is none", () => {
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
    const settings = { ...shop.settings, port: await deadPort() };
    for (const { id, status } of await assail(settings, CONNECTION_ATTACKS, trials.scene))
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
});

describe("an authority that was not given", () => {
  test("leaves the certificate undecided instead of accusing it", async () => {
    const { ca: _, ...settings } = shop.settings;
    const [result] = await assail(
      settings,
      CONNECTION_ATTACKS.filter(({ id }) => id === "connect-to-impostor"),
      trials.scene,
    );
    assert.equal(result?.status, "not run");
  });
});

test("a local socket has no network to attack", async () => {
  const results = await assail(
    { ...shop.settings, host: "/run/postgresql" },
    CONNECTION_ATTACKS,
    trials.scene,
  );
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(["not applicable"]));
});
