import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Unknown } from "../../facts/maybe";
import type { RoleFact } from "../../facts/roles";
import { judgeRule } from "../../judge-rule";
import { role } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import rule from "./role-expired";

const judged = (change: Partial<RoleFact>) =>
  judgeRule(rule, { world: "server", facts: { role: [role(change)] } }, PROOF_DAY);

describe("a role past its VALID UNTIL", () => {
  test("is told with the day", () => {
    const message = (validUntil: string) => judged({ validUntil }).findings.map((one) => one.message);
    const start = "the password of role app has ended (VALID UNTIL";
    assert.deepEqual(message("2026-11-30T00:00:00Z"), [`${start} 2026-11-30), and LOGIN is still there`]);
    assert.deepEqual(message("-infinity"), [`${start} -infinity), and LOGIN is still there`]);
    assert.deepEqual(message("10000-01-01T00:00:00Z"), []);
  });

  test("is no matter of the bootstrap superuser or of a platform's roles", () => {
    for (const change of [{ bootstrap: true }, { name: "rdsadmin" }])
      assert.equal(
        judged({ validUntil: "-infinity", ...change }).notApplicable,
        `there are no ${rule.about}`,
      );
  });

  test("is undecided where it is not known whether it can log in, and not before its end", () => {
    const login = new Unknown("the input login is not known");
    assert.deepEqual(
      judged({ login, validUntil: "-infinity" }).unknown.map(({ reason }) => reason),
      [login.reason],
    );
    assert.deepEqual(judged({ login, validUntil: "2099-01-01T00:00:00Z" }).unknown, []);
  });
});
