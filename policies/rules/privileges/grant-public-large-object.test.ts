import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Facts } from "../../facts/facts";
import { judgeRule } from "../../judge-rule";
import { DATABASE, grant, membership, privileges, role } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import rule from "./grant-public-large-object";

const object = { kind: "large object", database: DATABASE, name: "16400" };

function judged(grantee: string, options = {}) {
  const facts: Facts = {
    world: "server",
    facts: {
      grant: [grant({ object, grantee, privileges: privileges("UPDATE") })],
      role: [role(), role({ name: "anon" }), role({ name: "files", login: false })],
      membership: [membership({ role: "files", member: "anon" })],
    },
  };
  return judgeRule(rule, facts, PROOF_DAY, options).findings;
}

describe("a large object that is granted to one role", () => {
  test("is found where requests from outside run as it, or can become it", () => {
    const [direct] = judged("anon");
    assert.equal(direct?.key, "grant-public-large-object:shop:large object 16400 to anon");
    assert.match(
      direct?.message ?? "",
      /^anon, which requests from outside can act as, has UPDATE on large object 16400/,
    );
    assert.equal(direct?.fix, 'REVOKE UPDATE ON LARGE OBJECT 16400 FROM "anon";');
    assert.equal(judged("files").length, 1);
  });

  test("is the application's own business otherwise, and an option names other roles", () => {
    assert.deepEqual(judged("app"), []);
    assert.equal(judged("app", { requestRoles: ["app"] }).length, 1);
  });
});
