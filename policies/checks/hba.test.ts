import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hba } from "../testing/factories";
import {
  admits,
  asksForCertificate,
  hbaText,
  isLocal,
  mayAdmit,
  prefixLength,
  provesRole,
  reachesFrom,
} from "./hba";

describe("lines of pg_hba.conf", () => {
  test("are named as they stand in the file, without their options, which may hold a secret", () => {
    const line = hba({ databases: ["a", "b"], users: ["+x"], options: ['ldapbindpasswd="hunter2"'] });
    assert.equal(hbaText(line), "hostssl a,b +x 10.0.0.0/24 scram-sha-256");
    assert.equal(
      hbaText(hba({ type: "local", address: null, netmask: null, method: "peer" })),
      "local shop app peer",
    );
  });

  const masks: readonly (readonly [string, number | undefined])[] = [
    ["255.255.255.255", 32],
    ["255.255.252.0", 22],
    ["0.0.0.0", 0],
    ["255.0.255.0", undefined],
    ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 128],
    ["ffff:ffff::", 32],
    ["::", 0],
    ["ffff:fe00::", 23],
  ];
  for (const [mask, length] of masks) {
    test(`the mask ${mask} is ${length ?? "none of a network"}`, () =>
      assert.equal(prefixLength(mask), length));
  }

  const local: readonly (readonly [string, Parameters<typeof hba>[0], boolean])[] = [
    ["the socket", { type: "local", address: null, netmask: null }, true],
    ["127.0.0.0/8", { address: "127.0.0.0", netmask: "255.0.0.0" }, true],
    ["::1", { address: "::1", netmask: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" }, true],
    ["samehost", { address: "samehost", netmask: null }, true],
    ["samenet", { address: "samenet", netmask: null }, false],
    ["a host name", { address: "localhost", netmask: null }, false],
    ["127.0.0.0/1, which is half the world", { address: "127.0.0.0", netmask: "128.0.0.0" }, false],
    ["::1/0", { address: "::1", netmask: "::" }, false],
  ];
  for (const [what, change, here] of local) {
    test(`${what} is ${here ? "" : "not "}this machine only`, () => assert.equal(isLocal(hba(change)), here));
  }

  test("admit somebody unless they reject or cannot be read", () => {
    assert.equal(admits(hba()), true);
    assert.equal(admits(hba({ method: "reject" })), false);
    assert.equal(admits(hba({ method: null, error: "invalid" })), false);
  });

  const users: readonly (readonly [string, readonly string[], boolean])[] = [
    ["the role itself", ["other", "app"], true],
    ["everybody", ["all"], true],
    ["a group that it is a member of", ["+team"], true],
    ["another group", ["+others"], false],
    ["the members of the role itself, of whom it is one", ["+app"], true],
    ["a role named like the group", ["team"], false],
    ["a pattern, which may be for anybody", ["/^a"], true],
  ];
  for (const [what, names, may] of users) {
    test(`for ${what}: the role app ${may ? "may come in" : "may not"}`, () =>
      assert.equal(
        mayAdmit(hba({ users: names }), "app", (group) => group === "team"),
        may,
      ));
  }

  const networks: readonly (readonly [string, Parameters<typeof hba>[0], boolean])[] = [
    ["10.0.0.0/8", {}, true],
    ["10.0.0.7/32", {}, true],
    ["10.0.1.0/24", {}, false],
    ["fd00::/8", {}, false],
    ["fd00::/8", { address: "::", netmask: "::" }, true],
    ["10.0.1.0/24", { address: "all", netmask: null }, true],
    ["10.0.1.0/24", { address: ".example.com", netmask: null }, true],
    ["10.0.0.0/8", { type: "local", address: null, netmask: null }, false],
  ];
  for (const [network, change, reaches] of networks) {
    test(`${hbaText(hba(change))} ${reaches ? "may be" : "is not"} for ${network}`, () =>
      assert.equal(reachesFrom(hba(change), network), reaches));
  }

  test("a network that is none is refused with how to write one", () => {
    for (const wrong of ["10.0.0.0", "10.0.0.0/33", "example.com/8", ""])
      assert.throws(() => reachesFrom(hba(), wrong), /is no network: write it as 10\.0\.0\.0\/8/);
  });

  test("a certificate of anybody is asked for by verify-ca, one of the role by verify-full and cert", () => {
    const told = (change: Parameters<typeof hba>[0]) => [
      asksForCertificate(hba(change)),
      provesRole(hba(change)),
    ];
    assert.deepEqual(told({}), [false, false]);
    assert.deepEqual(told({ options: ["clientcert=verify-ca"] }), [true, false]);
    assert.deepEqual(told({ options: ["clientcert=verify-full"] }), [true, true]);
    assert.deepEqual(told({ method: "cert" }), [true, true]);
  });
});
