import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FactsByType } from "../../facts/facts";
import type { RoleFact } from "../../facts/roles";
import type { HbaFact } from "../../facts/server";
import { judgeRule } from "../../judge-rule";
import { hba, membership, role } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import rule from "./role-without-password";

function judged(change: Partial<RoleFact>, lines: readonly Partial<HbaFact>[], more: FactsByType = {}) {
  return judgeRule(
    rule,
    {
      world: "server",
      facts: {
        role: [role({ password: "none", ...change })],
        hba: lines.map((line, at) => hba({ line: at + 1, ...line })),
        ...more,
      },
    },
    PROOF_DAY,
  );
}

const SOCKET = { type: "local", databases: ["all"], users: ["all"], address: null, netmask: null } as const;

describe("a login role without a password", () => {
  for (const method of ["peer", "ident", "gss", "sspi", "ldap", "pam", "radius", "bsd", "oauth", "trust"])
    test(`passes where ${method} lets it in`, () => {
      const { findings, notApplicable } = judged({}, [{}, { ...SOCKET, method }]);
      assert.deepEqual([findings, notApplicable], [[], undefined]);
    });

  test("is found where passwords are asked for, and where nothing lets it in", () => {
    const said = (lines: readonly Partial<HbaFact>[]) =>
      judged({}, lines).findings.map(({ message }) => message);
    const start = "role app can log in and has no password, and ";
    for (const method of ["password", "md5", "scram-sha-256"])
      assert.deepEqual(said([{ method }]), [`${start}pg_hba.conf asks it for one on every way in`]);
    for (const lines of [[], [{ method: "reject" }], [{ users: ["other"], method: "peer" }]])
      assert.deepEqual(said(lines), [`${start}no line of pg_hba.conf lets it in`]);
  });

  test("is found where the line with peer stands behind one that asks the same clients for a password", () => {
    const lines = [
      { ...SOCKET, method: "scram-sha-256" },
      { ...SOCKET, method: "peer" },
    ];
    assert.equal(judged({}, lines).findings.length, 1);
    assert.equal(judged({}, lines.toReversed()).findings.length, 0);
  });

  test("passes by a line for a group that it gets no rights from", () => {
    const bare = membership({ role: "people", inherit: false, set: false });
    const lines = [{ users: ["+people"], method: "gss" }, {}];
    assert.equal(judged({}, lines, { membership: [bare] }).findings.length, 0);
    assert.equal(judged({}, lines).findings.length, 1);
  });

  test("passes by a line for replication if it can replicate", () => {
    const lines = [{ ...SOCKET, databases: ["replication"], method: "peer" }];
    assert.equal(judged({ replication: true }, lines).findings.length, 0);
    assert.equal(judged({ superuser: true }, lines).findings.length, 0);
    assert.equal(judged({}, lines).findings.length, 1);
  });

  test("is no matter of the bootstrap superuser or of a platform's roles", () => {
    for (const change of [{ bootstrap: true }, { name: "rdsadmin" }])
      assert.equal(judged(change, [{ users: ["all"] }]).notApplicable, `there are no ${rule.about}`);
  });

  test("is found where the only line that would let it in is for TLS, and TLS is off", () => {
    const line = {
      type: "hostssl",
      method: "cert",
      error: "hostssl record cannot match because SSL is disabled",
    };
    assert.equal(judged({}, [line]).findings.length, 1);
    assert.equal(judged({}, [{ ...line, error: null }]).findings.length, 0);
  });

  test("is undecided where passwords cannot be seen, or the file is in error", () => {
    const reasons = (change: Partial<RoleFact>, line: Partial<HbaFact>) =>
      judged(change, [line]).unknown.map(({ reason }) => reason);
    assert.deepEqual(reasons({ password: "unreadable" }, {}), [
      "whether a role has a password is shown to superusers only: connect as one",
    ]);
    assert.match(
      reasons({}, { type: null, method: null, error: "invalid" }).join(),
      /mend what hba-error finds/,
    );
  });
});
