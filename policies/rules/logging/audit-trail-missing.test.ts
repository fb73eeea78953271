import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeRule } from "../../judge-rule";
import { setting } from "../../testing/factories";
import { PROOF_DAY } from "../../testing/prove-rule";
import rule from "./audit-trail-missing";

/** The statement for a server that loads these libraries. */
function statementFor(libraries: string): string | undefined {
  const facts = { setting: [setting("shared_preload_libraries", libraries)] };
  const [found] = judgeRule(rule, { world: "server", facts }, PROOF_DAY).findings;
  return found?.fix.split(";")[0];
}

test("what is loaded stays, each library in a literal of its own", () => {
  const begin = 'ALTER SYSTEM SET "shared_preload_libraries" = ';
  assert.equal(statementFor(""), `${begin}'pgaudit'`);
  assert.equal(statementFor("auto_explain,timescaledb"), `${begin}'auto_explain', 'timescaledb', 'pgaudit'`);
  assert.equal(
    statementFor('auto_explain, "$libdir/it\'s ""odd"", really"'),
    `${begin}'auto_explain', '$libdir/it''s "odd", really', 'pgaudit'`,
  );
  assert.equal(statementFor("auto_explain, pgaudit"), undefined);
});
