import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HbaFact } from "../facts/server";
import { hba } from "../testing/factories";
import { hbaText } from "./hba";
import { coversConnections, decidingLines } from "./hba-order";

const SOCKET = { type: "local", address: null, netmask: null } as const;

describe("a line of pg_hba.conf stands before another", () => {
  const cases: readonly (readonly [Partial<HbaFact>, Partial<HbaFact>, boolean])[] = [
    [{}, {}, true],
    [{ type: "host" }, { type: "hostssl" }, true],
    [{ type: "hostssl" }, { type: "host" }, false],
    [{ type: "host", address: "all", netmask: null }, SOCKET, false],
    [SOCKET, SOCKET, true],
    [{ databases: ["all"] }, { databases: ["shop"] }, true],
    [{ databases: ["all"] }, { databases: ["replication"] }, false],
    [{ databases: ["shop"] }, { databases: ["shop", "all"] }, false],
    [{ address: "all", netmask: null }, { address: "::1", netmask: "::" }, true],
    [{ address: "10.0.0.0", netmask: "255.0.0.0" }, {}, true],
    [{}, { address: "10.0.0.0", netmask: "255.0.0.0" }, false],
    [{ address: "0.0.0.0", netmask: "0.0.0.0" }, { address: "::", netmask: "::" }, false],
    [{ address: "0.0.0.0", netmask: "0.0.0.0" }, { address: "db.example.com", netmask: null }, false],
    [{ address: "samenet", netmask: null }, { address: "samenet", netmask: null }, true],
  ];
  for (const [earlier, later, covers] of cases)
    test(`${hbaText(hba(earlier))} ${covers ? "takes all" : "does not take all"} of ${hbaText(hba(later))}`, () =>
      assert.equal(coversConnections(hba(earlier), hba(later)), covers));
});

describe("the lines that decide about a role", () => {
  const isMemberOf = (group: string) => group === "team";
  const deciding = (lines: readonly Partial<HbaFact>[], replicates = false) =>
    decidingLines(
      lines.map((line, at) => hba({ line: at + 1, ...line })),
      { name: "app", replicates },
      isMemberOf,
    ).map(({ line }) => line);

  test("are those that may be for it, up to the first that is for all of the same connections", () => {
    assert.deepEqual(deciding([{ users: ["other"] }, {}, { users: ["all"], method: "peer" }]), [2]);
    assert.deepEqual(deciding([{ users: ["+team"] }, { method: "peer" }]), [1]);
    assert.deepEqual(deciding([{ type: "hostssl" }, { type: "host", method: "gss" }]), [1, 2]);
  });

  test("a pattern may be for somebody else, and leaves the lines behind it their say", () => {
    assert.deepEqual(deciding([{ users: ["/^a"] }, { method: "peer" }]), [1, 2]);
    assert.deepEqual(deciding([{ users: ["/^a", "app"] }, { method: "peer" }]), [1]);
  });

  test("a line for replication is none for a role that cannot replicate", () => {
    const replication = { ...SOCKET, databases: ["replication"], users: ["all"], method: "peer" };
    assert.deepEqual(deciding([replication]), []);
    assert.deepEqual(deciding([replication], true), [1]);
    assert.deepEqual(deciding([{ ...replication, databases: ["replication", "shop"] }]), [1]);
  });
});
