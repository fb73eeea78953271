import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, type Major, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import { parseAccess } from "../plan/parse-access";
import { planAccess } from "../plan/plan-access";
import { readingFor } from "../plan/reading";
import { converge } from "./converge";
import { planFor, type Wish } from "./testing/wishes";

const CROWD = 20;

for (const major of [14, 18] satisfies Major[]) {
  describe(`${CROWD} updates at once on PostgreSQL ${major}`, () => {
    const prefix = uniqueName("crowd");
    const [owner, app, group] = ["owner", "app", "group"].map((name) => `${prefix}_${name}`) as [
      string,
      string,
      string,
    ];
    const databases: TestDatabase[] = [];
    const numbers = [...Array(CROWD).keys()];

    const at = (index: number): TestDatabase => {
      const database = databases[index];
      assert.ok(database);
      return database;
    };
    const everySchema = [...numbers.map((number) => `s${number}`), "shared"];

    before(async () => {
      const server = await serverFor(major);
      await withSession(server.settings, async (session) => {
        for (const role of [owner, app, group]) await session.query(`CREATE ROLE ${role}`);
      });
      // One database for all of them, and five for updates of different databases.
      for (let count = 0; count < 5; count++) databases.push(await freshDatabase(server, "crowd"));
      await withSession(at(0).settings, async (session) => {
        for (const schema of everySchema) {
          await session.query(`CREATE SCHEMA ${schema} AUTHORIZATION ${owner}`);
          await session.query(`CREATE TABLE ${schema}.one (id int)`);
          await session.query(`ALTER TABLE ${schema}.one OWNER TO ${owner}`);
        }
      });
    });
    after(async () => {
      for (const database of databases) await database.drop();
      await withSession((await serverFor(major)).settings, async (session) => {
        for (const role of [app, group, owner]) await session.query(`DROP ROLE ${role}`);
      });
    });

    const planSchema = (schema: string, mode: "additive" | "authoritative") => async (session: Session) => {
      const { intent, problems } = parseAccess({
        database: at(0).name,
        owner,
        mode,
        schemas: { [schema]: { roles: { [app]: { schema: ["USAGE"], tables: ["SELECT"] } } } },
      });
      assert.deepEqual(problems, []);
      assert.ok(intent);
      return planAccess(intent, await readDatabaseModel(session, readingFor(intent)));
    };

    test("of different stacks on disjoint schemas of one database: each does its part", async () => {
      const results = await Promise.all(
        numbers.map((number) => converge(at(0).settings, planSchema(`s${number}`, "additive"))),
      );
      for (const [number, { done, after: rest }] of results.entries()) {
        assert.ok(done.changes.some(({ object }) => object === `table s${number}.one`));
        assert.deepEqual(rest.changes, []);
      }
      for (const number of numbers) {
        const { changes } = await withSession(at(0).settings, planSchema(`s${number}`, "additive"));
        assert.deepEqual(changes, []);
      }
    });

    test("of the same declaration: one does it, the others find it done", async () => {
      const results = await Promise.all(
        numbers.map(() => converge(at(0).settings, planSchema("shared", "authoritative"))),
      );
      assert.equal(results.filter(({ done }) => done.statements.length > 0).length, 1);
      const { changes } = await withSession(at(0).settings, planSchema("shared", "authoritative"));
      assert.deepEqual(changes, []);
    });

    test("from different databases, on the same rows of the cluster's catalogs", async () => {
      // Advisory locks belong to a database, so these meet in pg_auth_members, pg_db_role_setting and pg_authid.
      const wishes = (number: number): Wish[] => [
        {
          sql: `ALTER ROLE ${app} IN DATABASE ${at(number % 5).name} SET work_mem TO '${64 + number}kB'`,
          reason: `setting of ${number}`,
          // Whoever comes later writes over it: it must have been there once.
          granted: `SELECT EXISTS (SELECT FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
                    WHERE d.datname = '${at(number % 5).name}' AND 'work_mem=${64 + number}kB' = ANY (s.setconfig))`,
        },
        {
          sql: `ALTER ROLE ${group} SET statement_timeout TO '${100 + number}s'`,
          reason: `timeout of ${number}`,
          granted: `SELECT EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = '${group}'::regrole AND setdatabase = 0
                    AND 'statement_timeout=${100 + number}s' = ANY (setconfig))`,
        },
        {
          sql: `GRANT ${group} TO ${app}`,
          reason: "membership",
          granted: `SELECT pg_has_role('${app}', '${group}', 'MEMBER')`,
        },
        {
          sql: `ALTER ROLE ${app} CONNECTION LIMIT ${100 + number}`,
          reason: `limit of ${number}`,
          granted: `SELECT rolconnlimit = ${100 + number} FROM pg_roles WHERE rolname = '${app}'`,
        },
      ];
      const retries: string[] = [];
      const results = await Promise.all(
        numbers.map((number) =>
          converge(at(number % 5).settings, planFor(wishes(number)), {
            progress: (sentence) => {
              if (sentence.startsWith("tries again")) retries.push(sentence);
            },
          }),
        ),
      );
      for (const { after: rest } of results) assert.deepEqual(rest.statements, []);
      // Five databases at a time, and every one writes the same row: nobody gets through without a conflict.
      assert.ok(retries.length > 0, "the updates met");
      await withSession(at(0).settings, async (session) => {
        const rows = await session.rows(
          `SELECT roleid::regrole::text FROM pg_auth_members WHERE member = '${app}'::regrole`,
        );
        assert.deepEqual(rows, [[group]]);
      });
    });
  });
}
