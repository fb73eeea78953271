import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RewriteRuleFact } from "../../facts/objects";
import { judgeRule } from "../../judge-rule";
import { tableRule } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import drops from "./table-rule-drops-writes";
import runs from "./table-rule-runs-statements";

const told = (change: Partial<RewriteRuleFact>) =>
  [drops, runs].map((rule) =>
    judgeRule(rule, { world: "server", facts: { rewriteRule: [tableRule(change)] } }, PROOF_DAY).findings.map(
      ({ message }) => message,
    ),
  );

describe("a rule of a table", () => {
  test("that drops writes is told with the event, and with its condition", () => {
    assert.deepEqual(told({ instead: true, event: "UPDATE" }), [
      ["rule quiet on app.orders drops every UPDATE, without an error"],
      [],
    ]);
    assert.deepEqual(told({ instead: true, conditional: true }), [
      ["rule quiet on app.orders drops each INSERT that its condition holds for, without an error"],
      [],
    ]);
  });

  test("that runs others in their place is told by the rule about those", () => {
    const start = "rule quiet on app.orders runs statements of its own";
    assert.deepEqual(told({ instead: true, runsStatements: true }), [
      [],
      [`${start} in place of every INSERT, as owner`],
    ]);
    assert.deepEqual(told({ runsStatements: true, conditional: true }), [
      [],
      [`${start} at each INSERT that its condition holds for, as owner`],
    ]);
    const { owner: _unknown, ...rest } = tableRule({ runsStatements: true });
    const { findings } = judgeRule(runs, { world: "migrations", facts: { rewriteRule: [rest] } }, PROOF_DAY);
    assert.deepEqual(
      findings.map(({ message }) => message),
      [`${start} at every INSERT, as the owner of the table`],
    );
  });

  test("that is disabled, or does nothing beside the write, drops none", () => {
    assert.deepEqual(told({ instead: true, enabled: false }), [[], []]);
    assert.deepEqual(told({}), [[], []]);
  });
});
