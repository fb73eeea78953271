import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PUBLIC } from "../../postgres/model/acl";
import { judgeRule } from "../judge-rule";
import rule from "../rules/privileges/system-privileges-loosened";
import { DATABASE, membership, privileges, role } from "../testing/factories";
import { PROOF_DAY } from "../testing/prove-rule";

/** What the rule finds of one grant of a role `auditor` that is a member of `groups`. */
function found(
  object: { kind: string; name: string; args?: string },
  gained: ReturnType<typeof privileges>,
  { groups = ["pg_read_all_settings"], grantee = "auditor" } = {},
): number {
  const facts = {
    role: [role({ name: "auditor" })],
    membership: groups.map((group) => membership({ role: group, member: "auditor" })),
    systemGrant: [{ object: { database: DATABASE, schema: "pg_catalog", ...object }, grantee, gained }],
  };
  return judgeRule(rule, { world: "server", facts }, PROOF_DAY).findings.length;
}

const VIEW = { kind: "view", name: "pg_hba_file_rules" };
const FUNCTION = { kind: "function", name: "pg_show_all_file_settings", args: "" };

describe("who reads the server's configuration files", () => {
  test("an auditor may: a member of pg_read_all_settings", () => {
    assert.equal(found(VIEW, privileges("SELECT")), 0);
    assert.equal(found(FUNCTION, privileges("EXECUTE")), 0);
  });

  test("nobody else: no role without the membership, and not PUBLIC", () => {
    assert.equal(found(VIEW, privileges("SELECT"), { groups: [] }), 1);
    assert.equal(found(VIEW, privileges("SELECT"), { groups: ["pg_read_all_stats"] }), 1);
    assert.equal(found(VIEW, privileges("SELECT"), { grantee: PUBLIC }), 1);
  });

  test("only reading, and only these", () => {
    assert.equal(found(VIEW, privileges("SELECT", "UPDATE")), 1);
    assert.equal(found({ kind: "function", name: "pg_read_file", args: "text" }, privileges("EXECUTE")), 1);
  });
});
