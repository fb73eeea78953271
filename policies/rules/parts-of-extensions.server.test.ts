import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { readServerState } from "../../postgres/catalog/server-state";
import { connect, type Session } from "../../postgres/connect/session";
import { judgeStoredPolicies } from "../../postgres/expression";
import { displayIdentifier } from "../../postgres/sql/quote";
import { freshDatabase, MAJORS, NO_GUESSING, serverFor, type TestDatabase } from "../../test/servers";
import { judge } from "../judge";
import { readLiveFacts } from "../readers/live";
import { APP, OWNER, PROTECTED, SHOP } from "../testing/live-shop";
import { PROOF_DAY } from "../testing/prove-rule";
import { RULES } from "./index";

const PARTS = [
  ["TABLE", "hidden", "CREATE TABLE app.hidden (tenant_id uuid, org uuid, id int)"],
  // Under the protection of whoever brought it, which is none of an auditor's business.
  ["TABLE", "notes", "CREATE TABLE app.notes (org uuid, username name)"],
  ["VIEW", "seen", "CREATE VIEW app.seen AS SELECT * FROM app.orders"],
  ["VIEW", "seen_again", "CREATE VIEW app.seen_again AS SELECT id FROM app.seen"],
  ["VIEW", "of_notes", "CREATE VIEW app.of_notes AS SELECT * FROM app.notes"],
  ["MATERIALIZED VIEW", "copied", "CREATE MATERIALIZED VIEW app.copied AS SELECT id FROM app.orders"],
  ["MATERIALIZED VIEW", "of_hidden", "CREATE MATERIALIZED VIEW app.of_hidden AS SELECT id FROM app.hidden"],
  ["FOREIGN TABLE", "far", "CREATE FOREIGN TABLE app.far (tenant_id uuid) SERVER nowhere"],
] as const;

const SCENE = [
  ...SHOP,
  ...PROTECTED,
  "CREATE FOREIGN DATA WRAPPER nothing",
  "CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing",
  "CREATE EXTENSION hstore",
  ...PARTS.flatMap(([kind, name, sql]) => [
    sql,
    `ALTER TABLE app.${name} OWNER TO ${OWNER}`,
    `GRANT SELECT ON app.${name} TO ${APP}`,
    `ALTER EXTENSION hstore ADD ${kind} app.${name}`,
  ]),
  "ALTER TABLE app.notes ENABLE ROW LEVEL SECURITY",
  "CREATE POLICY its_own ON app.notes USING (username = CURRENT_USER)",
];

for (const major of MAJORS) {
  describe(`what somebody made a part of an extension, on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    before(async () => {
      database = await freshDatabase(await serverFor(major), "parts");
      session = await connect(database.settings);
      await session.query("BEGIN");
      for (const sql of SCENE) await session.query(sql);
    });
    after(async () => {
      await session.query("ROLLBACK");
      await session.end();
      await database.drop();
    });

    /** What is found of a part, as `rule:table app.name …`. */
    const found = async (options = {}) => {
      const model = await readDatabaseModel(session, { columns: true });
      const state = await readServerState(session, NO_GUESSING);
      const facts = readLiveFacts(model, state, await judgeStoredPolicies(session, model));
      const keys = judge(RULES, facts, { now: PROOF_DAY, options }).findings.map(({ key }) =>
        key.replace(`${displayIdentifier(database.name)}:`, ""),
      );
      return (name: string) =>
        keys.filter((key) => new RegExp(` app\\.${name}($|[ .])`).test(key)).map((key) => key.split(":")[0]);
    };

    test("is judged where it holds tenants' rows, and else left to the extension", async () => {
      const of = await found();
      for (const rule of ["rls-missing", "rls-tenant-column-nullable"])
        assert.ok(of("hidden").includes(rule), `${rule}: ${of("hidden")}`);
      assert.deepEqual(of("far"), ["foreign-table-exposes-tenants"]);
      assert.deepEqual(of("copied"), ["materialized-view-exposes-tenants"]);
      assert.deepEqual(of("of_hidden"), ["materialized-view-exposes-tenants"]);
      for (const name of ["seen", "seen_again"]) assert.deepEqual(of(name), ["view-bypasses-rls"], name);
      assert.deepEqual([of("notes"), of("of_notes")], [[], []]);
    });

    test("a rule that is told another tenant column goes by that one", async () => {
      const by = async (tenantColumn: string) => (await found({ "rls-missing": { tenantColumn } }))("hidden");
      assert.ok((await by("org")).includes("rls-missing"));
      assert.ok(!(await by("shop")).includes("rls-missing"));
    });
  });
}
