import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Session } from "../postgres/connect/session";
import { quoteIdentifier, quoteLiteral } from "../postgres/sql/quote";
import { deadPort, silentPeer, strangeAuthority, talkingPeer } from "../test/peers";
import { startTestServer, type TestServer } from "../test/servers";
import type { ConnectionAttack } from "./attack";
import { ATTACKS } from "./attacks/index";
import { assail } from "./connection/assail";
import { knock } from "./connection/knock";
import type { AttackResult } from "./report";
import { type Stage, setStage } from "./stage";
import { CONNECTION_MUTATIONS, type ConnectionMutation } from "./testing/connection-mutations";
import { openShop, type Shop } from "./testing/shop";

/** A server of its own: what is taken away here belongs to the whole server. */
let server: TestServer;
let shop: Shop;
let administrator: Session;
let scene: Stage["scene"];
let strange: string;

before(async () => {
  server = await startTestServer(18);
  shop = await openShop(server);
  strange = await strangeAuthority();
  // This session stays open, whatever the front door becomes meanwhile.
  administrator = await connect(shop.settings);
  await administrator.query("BEGIN");
  scene = (await setStage(administrator)).scene;
  await administrator.query("ROLLBACK");
});
after(async () => {
  await administrator.end();
  await server.stop();
});

const CONNECTION_ATTACKS = ATTACKS.filter((attack): attack is ConnectionAttack => "aims" in attack);

async function attack(id: string, ca = shop.settings.ca): Promise<AttackResult> {
  const settings = { ...shop.settings, ...(ca === undefined ? {} : { ca }) };
  const [result] = await assail(
    settings,
    CONNECTION_ATTACKS.filter((candidate) => candidate.id === id),
    scene,
  );
  assert.ok(result !== undefined);
  return result;
}

/** The server reads its files a moment after it was told to. */
async function eventually(id: string, status: string, ca?: string): Promise<AttackResult> {
  for (let waited = 0; ; waited += 50) {
    const result = await attack(id, ca);
    if (result.status === status || waited > 5_000) return result;
    await sleep(50);
  }
}

async function mutate({ accessRules, sql, settings = {} }: ConnectionMutation): Promise<() => Promise<void>> {
  const file = join(server.dataDirectory, "pg_hba.conf");
  const before = readFileSync(file, "utf8");
  if (sql !== undefined)
    await administrator.query(sql.replaceAll("$role", quoteIdentifier(shop.roles.application)));
  for (const [name, value] of Object.entries(settings))
    await administrator.query(`ALTER SYSTEM SET ${name} = ${quoteLiteral(value)}`);
  if (accessRules !== undefined) writeFileSync(file, accessRules);
  await administrator.query("SELECT pg_reload_conf()");
  return async () => {
    writeFileSync(file, before);
    await administrator.query("ALTER SYSTEM RESET ALL");
    await administrator.query("SELECT pg_reload_conf()");
  };
}

describe("the front door of a hardened server", () => {
  for (const { id } of CONNECTION_ATTACKS)
    test(`withstands ${id}`, async () => {
      const result = await attack(id);
      assert.equal(result.status, "defended", JSON.stringify(result.attempts));
    });

  test("is tried as every role that may log in: attackers, owner, administrator", async () => {
    const { attempts } = await attack("connect-in-plain-text");
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
      const undo = await mutate(mutation);
      try {
        const ca = mutation.authority === "strange" ? strange : undefined;
        const result = await eventually(mutation.attack, "got through", ca);
        assert.equal(result.status, "got through", JSON.stringify(result.attempts));
      } finally {
        await undo();
      }
      assert.equal((await eventually(mutation.attack, "defended")).status, "defended", "the undoing");
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
    for (const { id, status } of await assail(settings, CONNECTION_ATTACKS, scene))
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
      scene,
    );
    assert.equal(result?.status, "not run");
  });
});

test("a local socket has no network to attack", async () => {
  const results = await assail({ ...shop.settings, host: "/run/postgresql" }, CONNECTION_ATTACKS, scene);
  assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(["not applicable"]));
});
