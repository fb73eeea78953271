import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase } from "../../test/servers";
import { withSession } from "../connect/session";
import { quoteIdentifier } from "../sql/quote";
import { readDatabaseModel } from "./read-model";

/** Tables whose columns a policy can name `a`, `b` and `c`, whatever their numbers and names become; some are all alike. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  one: ["CREATE TABLE s.one (a int, b text, c text)"],
  same: ["CREATE TABLE s.same (a int, b text, c text)"],
  // As a name in a sub-select, which then becomes another one.
  o: ["CREATE TABLE s.o (a int, b text, c text)"],
  another: ["CREATE TABLE s.another (a int, b text, c text, d int)"],
  turned: ["CREATE TABLE s.turned (b text, a int, c text)"],
  wide: ["CREATE TABLE s.wide (a bigint, b varchar(9), c text)"],
  gap: ["CREATE TABLE s.gap (a int, x text, b text, c text)", "ALTER TABLE s.gap DROP COLUMN x"],
  parent: ["CREATE TABLE s.parent (a int, b text, c text) PARTITION BY LIST (a)"],
  part: ["CREATE TABLE s.part PARTITION OF s.parent DEFAULT"],
  generated: ["CREATE TABLE s.generated (a int, b text, c text GENERATED ALWAYS AS ('g' || b) STORED)"],
};

/** Done once the policies are there. */
const RENAMED: Readonly<Record<string, readonly string[]>> = {
  renamed: ["ALTER TABLE s.renamed RENAME a TO z"],
  swapped: [
    "ALTER TABLE s.swapped RENAME a TO x",
    "ALTER TABLE s.swapped RENAME b TO a",
    "ALTER TABLE s.swapped RENAME x TO b",
  ],
  strange: ['ALTER TABLE s.strange RENAME a TO "Ein ""Na\nme"', 'ALTER TABLE s.strange RENAME b TO "1 a"'],
  moved: ["ALTER TABLE s.moved RENAME TO elsewhere", "ALTER TABLE s.elsewhere SET SCHEMA t"],
};

/** `%` stands for the table. */
const EXPRESSIONS = [
  "true",
  "a = 1",
  "%.a = 1",
  "a = 1 AND b = 'x'",
  "b = 'x'",
  "c = 'x'",
  "b = 'x' COLLATE \"C\"",
  "b = ':rtable (' OR b = ':varlevelsup 1'",
  "b = (SELECT nullif(current_setting('app.tenant', true), ''))",
  "a IN (1, 2, 3) AND b LIKE 'x%%'",
  "a = ANY (ARRAY[1, a]) AND a BETWEEN 1 AND 2 AND b IS DISTINCT FROM 'y'",
  "(a, b) = (1, 'x')",
  "CASE WHEN a > 1 THEN b ELSE 'n' END = 'n'",
  "tableoid = 's.other'::regclass AND ctid IS NOT NULL",
  "(a + 1)::text = b AND coalesce(b, '') = ''",
  "s.about(a, b)",
  "s.about(b => b, a => a::int)",
  // The table's name is printed.
  "% IS NOT NULL",
  "(%)::text = 'x'",
  "(%).a = 1",
  "to_jsonb(%) = '{}'",
  "a = (SELECT a)",
  "a = (SELECT max(o.a) FROM s.other o)",
  "EXISTS (SELECT FROM s.other WHERE other.a = %.a)",
  "EXISTS (SELECT FROM s.other o WHERE o.a = %.a AND EXISTS (SELECT WHERE o.b = %.b))",
  "a IN (SELECT o.a FROM s.other o WHERE o.b = %.b)",
  "a = ALL (SELECT 1 UNION SELECT 2)",
  "a IN (VALUES (1), (2))",
  "a = (WITH w AS (SELECT 1 AS n) SELECT 2)",
  "a = (WITH w AS (SELECT 1 AS n) SELECT n FROM w)",
  "a = (SELECT count(*) FROM s.other o, LATERAL (SELECT o.a WHERE o.b = %.b) l)",
  "a = (SELECT CASE WHEN %.b = 'x' THEN 1 END)",
  "a IN (SELECT o.a FROM s.% o)",
];

for (const major of MAJORS) {
  describe(`the expressions of policies on PostgreSQL ${major}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "policies");
      await withSession(database.settings, async (session) => {
        await session.execute([
          "CREATE SCHEMA s",
          "CREATE SCHEMA t",
          "CREATE TABLE s.other (a int, b text)",
          "CREATE FUNCTION s.about(a int, b text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
          "CREATE FUNCTION s.about(a bigint, b text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
        ]);
        const tables = {
          ...TABLES,
          ...Object.fromEntries(
            Object.keys(RENAMED).map((name) => [name, [`CREATE TABLE s.${name} (a int, b text, c text)`]]),
          ),
        };
        for (const [name, made] of Object.entries(tables)) {
          await session.execute(made);
          for (const [index, text] of EXPRESSIONS.entries()) {
            const sql = text.replaceAll(/%%?/g, (mark) => (mark === "%" ? name : "%"));
            await session.execute([
              `CREATE POLICY u${index} ON s.${name} FOR SELECT USING (${sql})`,
              `CREATE POLICY c${index} ON s.${name} FOR INSERT WITH CHECK (${sql})`,
              `CREATE POLICY b${index} ON s.${name} USING (${sql}) WITH CHECK (a = 1)`,
            ]);
          }
        }
        for (const changed of Object.values(RENAMED)) await session.execute(changed);
      });
    });
    after(() => database.drop());

    test("are what the server prints for each of them", async () => {
      await withSession(database.settings, async (session) => {
        const printed = await session.rows(
          `SELECT polrelid::regclass::text || ' ' || polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
             FROM pg_policy ORDER BY 1`,
        );
        const model = await readDatabaseModel(session, { columns: true });
        const read = [...model.objects.values()].flatMap((object) =>
          (object.rowSecurity?.policies ?? []).map(({ name, using, withCheck }) => [
            `${object.schema}.${quoteIdentifier(object.name).replaceAll('"', "")} ${name}`,
            using,
            withCheck,
          ]),
        );
        const count = (Object.keys(TABLES).length + Object.keys(RENAMED).length) * EXPRESSIONS.length * 3;
        assert.equal(printed.length, count);
        const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
        assert.deepEqual(read.sort(byName), printed.sort(byName));
      });
    });
  });
}
