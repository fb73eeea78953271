import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { connect, type Session } from "../postgres/connect/session";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../postgres/sql/quote";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../test/servers";
import { type ProofReport, renderProofText, runProof } from "./index";

/** What careless quoting, or a terminal, would stumble over. */
const EVIL = `"; DROP TABLE victim; --'\\\u001b[2J`;

for (const major of MAJORS) {
  describe(`names that break careless quoting, on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    let session: Session;
    let report: ProofReport;
    const unique = uniqueName("n");
    const role = (kind: string) => quoteIdentifier(`${kind} ${EVIL} ${unique}`);
    const [owner, app] = [role("owner"), role("app")];
    const name = quoteIdentifier(EVIL);
    const table = quoteQualified(EVIL, EVIL);
    const mood = quoteQualified(EVIL, `${EVIL} mood`);
    const setting = "my.tenant";

    before(async () => {
      database = await freshDatabase(await serverFor(major), "names");
      session = await connect(database.settings);
      const statements = [
        "CREATE TABLE public.victim ()",
        `CREATE ROLE ${owner} LOGIN`,
        `CREATE ROLE ${app} LOGIN`,
        `REVOKE ALL ON DATABASE ${quoteIdentifier(database.name)} FROM PUBLIC`,
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        `CREATE SCHEMA ${name} AUTHORIZATION ${owner}`,
        `GRANT USAGE ON SCHEMA ${name} TO ${app}`,
        `ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} REVOKE ALL ON FUNCTIONS FROM PUBLIC`,
        `SET ROLE ${owner}`,
        `CREATE TYPE ${mood} AS ENUM (${quoteLiteral(EVIL)})`,
        `CREATE TABLE ${table} (${name} text NOT NULL, id uuid NOT NULL, mood ${mood} NOT NULL,
           note text NOT NULL CHECK (note = ${quoteLiteral(EVIL)}), PRIMARY KEY (${name}, id))`,
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${app}`,
        `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
        `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
        `CREATE POLICY ${name} ON ${table} TO ${app} USING (${name} = (SELECT nullif(current_setting('${setting}', true), '')))`,
        `CREATE POLICY owner ON ${table} TO ${owner} USING (true)`,
        `CREATE FUNCTION ${table}(${name} text, b ${mood}) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
        `CREATE SEQUENCE ${quoteQualified(EVIL, `${EVIL} seq`)}`,
        `CREATE MATERIALIZED VIEW ${quoteQualified(EVIL, `${EVIL} copy`)} AS SELECT * FROM ${table}`,
        "RESET ROLE",
      ];
      try {
        for (const statement of statements) await session.query(statement);
        report = await runProof(database.settings);
      } catch (error) {
        // Where this hook fails the one that would end the session does not run.
        await session.end();
        throw error;
      }
    });
    after(async () => {
      await session.end();
      await database.drop();
      const server = await connect((await serverFor(major)).settings);
      await server.query(`DROP ROLE ${owner}, ${app}`);
      await server.end();
    });

    test("every attack is made and withstood, and the victim stands", async () => {
      const open = report.attacks
        .filter(({ status }) => status === "got through" || status === "not run")
        .map(({ id, attempts }) => ({
          id,
          attempts: attempts.filter(({ outcome }) => outcome.status !== "defended"),
        }));
      assert.deepEqual(open, []);
      const read = report.attacks.find(({ id }) => id === "tenant-update-other-tenant");
      assert.deepEqual(read?.attempts[0]?.outcome, {
        status: "defended",
        how: "0 rows, while it reaches its own",
      });
      assert.deepEqual(await session.query("SELECT count(*)::int AS victims FROM public.victim"), [
        { victims: 0 },
      ]);
    });

    test("a terminal shows them and does not obey", () => {
      assert.ok(!renderProofText(report).includes("\u001b"));
    });
  });
}
