import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { observe } from "../apply/observe";
import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { PUBLIC } from "../model/acl";
import { createPolicy } from "../sql/policy";
import { loadParser } from "./parse";
import { readStoredForms, storedFormKey } from "./stored-forms";
import type { ParsedExpression, StoredFormQuestion } from "./types";

const orders = { schema: "app", name: "orders" } as const;
const odd = { schema: "app", name: 'Odd "one"' } as const;

/** Every shape that the server prints in a way of its own. */
const EXPRESSIONS = [
  "true",
  "tenant_id=(select nullif(current_setting('app.tenant_id',true),'')::uuid)",
  "tenant_id = current_setting('app.tenant_id')::uuid -- bare",
  "orders.tenant_id = ANY (ARRAY(SELECT m.tenant_id FROM app.members m WHERE m.who = CURRENT_USER))",
  "EXISTS (SELECT FROM app.members WHERE members.tenant_id = orders.tenant_id)",
  "EXISTS (SELECT 1 FROM app.members m WHERE m.who = note)",
  "app.can_see(tenant_id) and not (total is distinct from 1.5)",
  "state in ('open', 'paid')",
  "note like 'a%' collate \"C\" or note = 'b'",
  "tenant_id::text = E'a\\\\b'",
  "tags @> '{a}' and note ~ 'x'",
  "total between 1 and 10 and made < now() - interval '1 day'",
  "code = 'x' and (note || code) > 'a'",
  "case when total > 1 then true else tableoid > 0 end",
  "(SELECT app.who()) = note",
  "total = (SELECT max(members.level) FROM app.members)",
  "tenant_id = tenant_id -- a tautology",
] as const;

for (const major of MAJORS) {
  describe(`the stored form of a policy on PostgreSQL ${major}`, () => {
    let database: TestDatabase;

    before(async () => {
      database = await freshDatabase(await serverFor(major), "stored");
      await admin(async (session) => {
        await session.results([
          "CREATE SCHEMA app",
          "CREATE TYPE app.state AS ENUM ('open', 'paid')",
          "CREATE DOMAIN app.code AS varchar(20)",
          `CREATE TABLE app.orders (gone int, tenant_id uuid, total numeric(10,2), note text COLLATE "C", state app.state,
             tags text[], made timestamptz, code app.code)`,
          "ALTER TABLE app.orders DROP COLUMN gone",
          'CREATE TABLE app."Odd ""one""" ("Tenant ""id""" bigint, "select" text)',
          "CREATE TABLE app.members (tenant_id uuid, who text, level int)",
          "CREATE FUNCTION app.can_see(uuid) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true'",
          "CREATE FUNCTION app.who() RETURNS text LANGUAGE sql STABLE AS 'SELECT current_user::text'",
        ]);
      });
    });
    after(() => database.drop());

    const admin = <T>(work: (session: Session) => Promise<T>) => withSession(database.settings, work);
    const parsed = async (text: string): Promise<ParsedExpression> => {
      const outcome = (await loadParser())(text);
      assert.ok("expression" in outcome, JSON.stringify(outcome));
      return outcome.expression;
    };
    const question = async (
      text: string,
      table: StoredFormQuestion["table"] = orders,
    ): Promise<StoredFormQuestion> => ({ table, policy: text, using: await parsed(text) });

    /** What the table really has, after the policy was really made. */
    const reallyStored = (one: StoredFormQuestion) =>
      admin(async (session) => {
        await session.query("BEGIN");
        await session.query(
          createPolicy({
            table: { kind: "table", ...one.table },
            name: "p",
            permissive: true,
            command: "ALL",
            roles: [PUBLIC],
            ...(one.using === undefined ? {} : { using: one.using.sql }),
            ...(one.withCheck === undefined ? {} : { withCheck: one.withCheck.sql }),
          }),
        );
        const rows = await session.query(
          `SELECT pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS "withCheck" FROM pg_policy`,
        );
        await session.query("ROLLBACK");
        return rows[0];
      });

    test("is told as the table will have it, for every shape of expression", async () => {
      const questions = [
        ...(await Promise.all(EXPRESSIONS.map((text) => question(text)))),
        await question('"Tenant ""id""" = 1 AND "select" = \'x\'', odd),
        await question('EXISTS (SELECT FROM app.members m WHERE m.who = "Odd ""one"""."select")', odd),
        {
          table: orders,
          policy: "both",
          using: await parsed("total > 1"),
          withCheck: await parsed("total>2"),
        },
        { table: orders, policy: "check alone", withCheck: await parsed("total>2") },
      ];
      const { forms, problems } = await observe(database.settings, (session) =>
        readStoredForms(session, questions),
      );
      assert.deepEqual([...problems], []);
      for (const one of questions)
        assert.deepEqual(
          forms.get(storedFormKey(one.table, one.policy)),
          await reallyStored(one),
          one.policy,
        );
    });

    test("is the same for another formatting, and another for another meaning", async () => {
      const texts = ["total>1", "  ( total /* more */ > 1 ) -- than one", "total >= 1", "total > 1.0"];
      const questions = await Promise.all(texts.map((text) => question(text)));
      const { forms } = await observe(database.settings, (session) => readStoredForms(session, questions));
      const [a, b, c, d] = texts.map((text) => forms.get(storedFormKey(orders, text))?.using);
      assert.equal(a, b);
      assert.equal(new Set([a, c, d]).size, 3);
    });

    test("is told within a transaction that changes things, and leaves nothing there", async () => {
      await admin(async (session) => {
        await session.query("BEGIN");
        await session.query("ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY");
        const { forms } = await readStoredForms(session, [
          await question("total > 1"),
          await question("nothing > 1"),
        ]);
        assert.equal(forms.get(storedFormKey(orders, "total > 1"))?.using, "(total > (1)::numeric)");
        const left = await session.query("SELECT relname FROM pg_class WHERE relpersistence = 't'");
        assert.deepEqual(left, []);
        assert.equal((await session.query("SELECT 1 AS one"))[0]?.["one"], 1);
        await session.query("ROLLBACK");
      });
    });

    test("is asked for without a lock on the table", async () => {
      await admin(async (other) => {
        await other.query("BEGIN");
        await other.query("LOCK TABLE app.orders IN ACCESS EXCLUSIVE MODE");
        const impatient = { ...database.settings, lockTimeout: 300 };
        const { forms } = await observe(impatient, async (session) =>
          readStoredForms(session, [await question("total > 1 AND note = (SELECT app.who())")]),
        );
        assert.equal(forms.size, 1);
        await other.query("ROLLBACK");
      });
    });

    test("is not made up: what the server refuses is told in its words, beside what it accepts", async () => {
      const bad: readonly [string, RegExp][] = [
        ["no_column = 1", /column "no_column" does not exist.*42703/],
        ["total", /must be type boolean.*42804/],
        ["app.nothing(total)", /function app\.nothing\(numeric\) does not exist.*42883/],
        ["max(total) > 1", /aggregate functions are not allowed in policy expressions.*42803/],
        ["generate_series(1, 2) > 1", /set-returning functions are not allowed.*0A000/],
        ["can_see(tenant_id)", /function can_see\(uuid\) does not exist/],
        ["note = 'x'::no_type", /type "no_type" does not exist/],
        ["total > 'x'", /invalid input syntax.*22P02/],
        ["EXISTS (SELECT FROM members)", /relation "members" does not exist/],
        ["orders IS NULL", /whole row/],
        ["orders.* IS NULL", /whole row/],
        ["app.orders.total > 1", /missing FROM-clause|invalid reference/],
      ];
      const questions = await Promise.all([["total > 1"], ...bad].map(([text]) => question(text as string)));
      questions.push({ ...(await question("true")), table: { schema: "app", name: "nothing" } });
      const { forms, problems } = await observe(database.settings, (session) =>
        readStoredForms(session, questions),
      );
      assert.equal(forms.size, 1);
      for (const [text, message] of bad)
        assert.match(problems.get(storedFormKey(orders, text)) ?? "", message, text);
      assert.match(
        problems.get(storedFormKey({ schema: "app", name: "nothing" }, "true")) ?? "",
        /does not exist/,
      );
    });

    test("needs TEMPORARY, and says so", async () => {
      const role = uniqueName("plain");
      await admin((session) =>
        session.results([
          `CREATE ROLE "${role}" LOGIN PASSWORD 'p'`,
          `REVOKE TEMPORARY ON DATABASE "${database.name}" FROM PUBLIC`,
        ]),
      );
      const settings: ConnectionSettings = { ...database.settings, user: role, password: "p" };
      await assert.rejects(
        observe(settings, async (session) => readStoredForms(session, [await question("total > 1")])),
        /TEMPORARY/,
      );
      await admin((session) => session.query(`GRANT TEMPORARY ON DATABASE "${database.name}" TO "${role}"`));
      const { forms } = await observe(settings, async (session) =>
        readStoredForms(session, [await question("total > 1")]),
      );
      assert.equal(forms.size, 1);
      await admin((session) =>
        session.results([`REVOKE ALL ON DATABASE "${database.name}" FROM "${role}"`, `DROP ROLE "${role}"`]),
      );
    });
  });
}
