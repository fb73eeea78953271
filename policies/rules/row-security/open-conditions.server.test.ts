import assert from "node:assert/strict";
import { test } from "node:test";
import { readDatabaseModel } from "../../../postgres/catalog/read-model";
import { readServerState } from "../../../postgres/catalog/server-state";
import { withSession } from "../../../postgres/connect/session";
import { judgeStoredPolicies } from "../../../postgres/expression";
import { displayIdentifier } from "../../../postgres/sql/quote";
import { freshDatabase, MAJORS, NO_GUESSING, serverFor } from "../../../test/servers";
import type { Facts } from "../../facts/facts";
import { judge } from "../../judge";
import { readLiveFacts } from "../../readers/live";
import { readMigrations } from "../../readers/migrations";
import { PROOF_DAY } from "../../testing/prove-rule";
import rlsOpenPolicy from "./rls-open-policy";
import rlsPolicyNever from "./rls-policy-never";
import rlsRestrictiveOpen from "./rls-restrictive-open";
import rlsWithCheckOpen from "./rls-with-check-open";

const OPEN = [
  "2 > 1",
  "'a' = 'a'::text",
  "1 IN (1, 2)",
  "COALESCE(true, false)",
  "NOT false",
  "1 IS NOT NULL",
  "true IS TRUE",
  "CASE WHEN true THEN true ELSE false END",
  "id > 0 OR 1 = 1",
];
const NEVER = ["1 = 2", "NOT true", "NULL::boolean", "tenant_id = NULL", "id > 0 AND false"];
const TENANT = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";

/** A table, what its policy says, and the rule that objects to it. */
const CASES = [
  ...OPEN.flatMap((condition, at) => [
    { table: `open${at}`, says: `USING (${condition})`, rule: rlsOpenPolicy },
    { table: `floor${at}`, says: `AS RESTRICTIVE USING (${condition})`, rule: rlsRestrictiveOpen },
    { table: `check${at}`, says: `USING (${TENANT}) WITH CHECK (${condition})`, rule: rlsWithCheckOpen },
    { table: `insert${at}`, says: `FOR INSERT WITH CHECK (${condition})`, rule: rlsWithCheckOpen },
  ]),
  ...NEVER.map((condition, at) => ({
    table: `never${at}`,
    says: `USING (${condition})`,
    rule: rlsPolicyNever,
  })),
  { table: "bound", says: `USING (${TENANT}) WITH CHECK (${TENANT} OR 1 = 2)`, rule: undefined },
];

const STATEMENTS = [
  "CREATE SCHEMA app",
  ...CASES.flatMap(({ table, says }) => [
    `CREATE TABLE app.${table} (tenant_id uuid NOT NULL, id int)`,
    `ALTER TABLE app.${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY p ON app.${table} ${says}`,
  ]),
];

const RULES = [rlsOpenPolicy, rlsPolicyNever, rlsRestrictiveOpen, rlsWithCheckOpen];

const WANTED = CASES.flatMap(({ table, rule }) =>
  rule === undefined ? [] : [`${rule.id}:policy p on app.${table}`],
).sort();

function found(facts: Facts, database = ""): readonly string[] {
  const { findings, failed } = judge(RULES, facts, { now: PROOF_DAY });
  assert.deepEqual(failed, []);
  return findings.map(({ key }) => key.replace(database, "")).sort();
}

test("conditions that let everything or nothing through are found in migrations, however they are written", async () => {
  const { facts } = await readMigrations([{ path: "1.sql", text: `${STATEMENTS.join(";\n")};` }]);
  assert.deepEqual(found(facts), WANTED);
});

for (const major of MAJORS)
  test(`conditions that let everything or nothing through are found on PostgreSQL ${major}, however they are written`, async () => {
    const database = await freshDatabase(await serverFor(major), "open");
    try {
      await withSession(database.settings, async (session) => {
        for (const sql of STATEMENTS) await session.query(sql);
        const model = await readDatabaseModel(session, { columns: true });
        const judged = await judgeStoredPolicies(session, model);
        const facts = readLiveFacts(model, await readServerState(session, NO_GUESSING), judged);
        assert.deepEqual(found(facts, `${displayIdentifier(database.name)}:`), WANTED);
      });
    } finally {
      await database.drop();
    }
  });
