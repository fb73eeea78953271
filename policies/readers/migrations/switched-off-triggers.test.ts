import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { judge } from "../../judge";
import { RULES } from "../../rules";
import { PROOF_DAY } from "../../testing/prove-rule";
import { readMigrations } from "../migrations";

/** What the rule says of statements on a table `a.t`, each with its place. */
async function said(statements: string): Promise<string[]> {
  const { facts } = await readMigrations([{ path: "1.sql", text: `CREATE TABLE a.t ();\n${statements}` }]);
  return judge(RULES, facts, { now: PROOF_DAY })
    .findings.filter(({ rule }) => rule === "trigger-switched-off")
    .map(({ object, message, fix }) => `${object.source?.line}:${object.source?.column} ${message} | ${fix}`);
}

const ON = 'ALTER TABLE "a"."t"';

describe("triggers that are switched off", () => {
  for (const [statements, expected] of [
    [
      'ALTER TABLE a.t DISABLE TRIGGER "Trail",\n  DISABLE TRIGGER b;',
      `2:1 the triggers "Trail", b of table a.t are switched off | ${ON} ENABLE TRIGGER "Trail", ENABLE TRIGGER "b";`,
    ],
    [
      "ALTER TABLE a.t DISABLE TRIGGER USER;",
      `2:1 all triggers of table a.t are switched off | ${ON} ENABLE TRIGGER USER;`,
    ],
    [
      "ALTER TABLE a.t DISABLE TRIGGER ALL;",
      `2:1 all triggers of table a.t are switched off, and the foreign keys of table a.t are not checked | ${ON} ENABLE TRIGGER ALL;`,
    ],
    [
      "ALTER TABLE a.t DISABLE TRIGGER ALL; ALTER TABLE a.t ENABLE TRIGGER USER;",
      `2:1 the foreign keys of table a.t are not checked | ${ON} ENABLE TRIGGER ALL;`,
    ],
    [
      "ALTER TABLE a.t DISABLE TRIGGER x; ALTER TRIGGER x ON a.t RENAME TO y;",
      `2:1 the triggers y of table a.t are switched off | ${ON} ENABLE TRIGGER "y";`,
    ],
    [
      "ALTER TABLE a.t DISABLE TRIGGER x; ALTER TABLE a.t RENAME TO u;",
      `2:1 the triggers x of table a.u are switched off | ALTER TABLE "a"."u" ENABLE TRIGGER "x";`,
    ],
  ] as const)
    test(statements, async () => assert.deepEqual(await said(statements), [expected]));

  for (const back of [
    "ALTER TABLE a.t ENABLE TRIGGER ALL",
    "ALTER TABLE a.t ENABLE TRIGGER USER",
    "ALTER TABLE a.t ENABLE TRIGGER x",
    "ALTER TABLE a.t ENABLE ALWAYS TRIGGER x",
    "DROP TRIGGER x ON a.t",
    "DROP TABLE a.t",
  ])
    test(`and come back are not told: ${back}`, async () =>
      assert.deepEqual(await said(`ALTER TABLE a.t DISABLE TRIGGER x; ${back};`), []));
});
