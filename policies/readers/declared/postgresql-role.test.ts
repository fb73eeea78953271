import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { factsOf } from "../../facts/facts";
import { isKnown, Unknown } from "../../facts/maybe";
import { passed, undecided } from "../../testing/judged";
import { roleResource } from "../../testing/twin";
import { readDeclaredFacts } from "../declared";

const LATER = new Unknown("the input is not known before the update");
const settingsOf = (change: Readonly<Record<string, unknown>>) => {
  const settings = factsOf(readDeclaredFacts([roleResource(change)]), "role")[0]?.settings;
  assert.ok(isKnown(settings));
  return settings;
};

describe("the settings of a declared role", () => {
  test("are those that the provider sets", () => {
    assert.deepEqual(settingsOf({ statementTimeout: 5000, searchPaths: ["app", "Odd"] }), {
      statement_timeout: "5000",
      search_path: 'app, "Odd"',
    });
    assert.deepEqual(settingsOf({ idleInTransactionSessionTimeout: 1, assumeRole: "owner" }), {
      idle_in_transaction_session_timeout: "1",
      role: "owner",
    });
  });

  test("are absent where it sets nothing", () => {
    for (const change of [
      {},
      { statementTimeout: 0, idleInTransactionSessionTimeout: 0, searchPaths: [], assumeRole: "" },
    ])
      assert.equal(settingsOf(change), undefined);
  });

  test("are not known one by one, and hold up no rule about another", () => {
    for (const [input, setting] of [
      ["statementTimeout", "statement_timeout"],
      ["idleInTransactionSessionTimeout", "idle_in_transaction_session_timeout"],
      ["assumeRole", "role"],
      ["searchPaths", "search_path"],
    ] as const) {
      assert.deepEqual(settingsOf({ [input]: LATER }), { [setting]: LATER });
      assert.ok(passed(roleResource({ [input]: LATER })).includes("setting-row-security-off"));
      const about = setting === "search_path" ? ["role-search-path-open"] : [];
      assert.deepEqual(undecided(roleResource({ [input]: LATER })), about);
    }
    assert.deepEqual(settingsOf({ searchPaths: ["app", LATER] }), { search_path: LATER });
  });
});

describe("the memberships of a declared role", () => {
  const inherit = (value: unknown) =>
    factsOf(readDeclaredFacts([roleResource({ roles: ["a"], inherit: value })]), "membership")[0]?.inherit;

  test("give their rights at once, unless the role does not inherit", () => {
    assert.deepEqual([inherit(undefined), inherit(true), inherit(false)], [true, true, false]);
    assert.equal(inherit(LATER), true, "the worse of two words");
  });
});
