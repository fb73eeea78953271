import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "../../facts/facts";
import { judgeRule } from "../../judge-rule";
import { setting } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import rule from "./wal-archiving-off";

const findings = (mode: string, command: string) => {
  const facts: Facts = {
    world: "server",
    facts: {
      setting: [setting("archive_mode", mode), setting("archive_command", command)],
      server: [{ version: 180_004 }],
    },
  };
  return judgeRule(rule, facts, PROOF_DAY).findings;
};

test("an archive that is switched on and goes nowhere is found, and no statement says that it mends that", () => {
  const [one] = findings("on", "");
  assert.match(one?.message ?? "", /is on, and neither archive_library nor archive_command says where to/);
  assert.equal(one?.fix, rule.fix);
  assert.deepEqual(findings("on", "wal-g wal-push %p"), []);
});

test("a server that archives nothing is told to, whose command it does not show", () => {
  const [one] = findings("off", "(disabled)");
  assert.equal(one?.message, "archive_mode is off");
  assert.match(one?.fix ?? "", /^ALTER SYSTEM SET "archive_mode" = 'on';/);
});
