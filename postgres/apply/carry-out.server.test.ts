import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { connect, type Session, withSession } from "../connect/session";
import type { Plan, PlannedStatement } from "../plan/plan";
import { converge } from "./converge";

for (const major of MAJORS) {
  describe(`statements that are sent together on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const owner = uniqueName("together");

    before(async () => {
      database = await freshDatabase(await serverFor(major), "together");
      await withSession(database.settings, async (session) => {
        await session.query(`CREATE ROLE ${owner}`);
        await session.query(`CREATE TABLE public.made (place int); CREATE TABLE public.busy (id int)`);
      });
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) => session.query(`DROP ROLE ${owner}`));
    });

    const insert = (place: number): PlannedStatement => ({
      sql: `INSERT INTO public.made VALUES (${place})`,
      reason: `row ${place}`,
    });
    const rows = (count: number) => [...Array(count).keys()].map((place) => insert(place + 1));
    const count = async (session: Session) =>
      Number((await session.rows("SELECT count(*) FROM public.made"))[0]?.[0]);
    /** The statements once; then nothing is left to be done. */
    const once = (statements: readonly PlannedStatement[]) => {
      let planned = false;
      return (): Promise<Plan> => {
        const made = planned ? [] : statements;
        planned = true;
        return Promise.resolve({ changes: [], statements: made, summary: [] });
      };
    };
    const failing = (...statements: PlannedStatement[]) =>
      converge(database.settings, once(statements)).then(
        () => assert.fail("the update succeeded"),
        ({ message }: Error) => message,
      );
    const isEmpty = async () => assert.equal(await withSession(database.settings, count), 0);

    test("are a hundred at a time, and the progress tells which", async () => {
      const told: string[] = [];
      await converge(database.settings, once(rows(250)), { progress: (sentence) => told.push(sentence) });
      assert.deepEqual(
        told.filter((sentence) => / of 250: /.test(sentence)),
        [
          "1 to 100 of 250: row 1 (and 99 more)",
          "101 to 200 of 250: row 101 (and 99 more)",
          "201 to 250 of 250: row 201 (and 49 more)",
        ],
      );
      await withSession(database.settings, async (session) => {
        assert.deepEqual(
          (await session.rows("SELECT place FROM public.made")).map(([place]) => place),
          [...Array(250).keys()].map((place) => place + 1),
        );
        await session.query("TRUNCATE public.made");
      });
    });

    test("share a message only where they are made in the same right", async () => {
      const told: string[] = [];
      const asOwner = (place: number): PlannedStatement => ({ ...insert(place), actAs: owner });
      await withSession(database.settings, (session) =>
        session.query(`GRANT INSERT ON public.made TO ${owner}`),
      );
      const plan = once([insert(1), asOwner(2), asOwner(3), insert(4)]);
      await converge(
        database.settings,
        async (session) => ({ ...(await plan()), model: await readDatabaseModel(session) }),
        { progress: (sentence) => told.push(sentence) },
      );
      assert.deepEqual(
        told.filter((sentence) => / of 4: /.test(sentence)),
        ["1 of 4: row 1", "2 to 3 of 4: row 2 (and 1 more)", "4 of 4: row 4"],
      );
      await withSession(database.settings, (session) => session.query("TRUNCATE public.made"));
    });

    test("that fail are named, wherever they stand, and nothing of the others stays", async () => {
      for (const place of [0, 57, 99, 100, 149]) {
        const statements = rows(150);
        statements[place] = { sql: "SELECT 1/0", reason: `the broken one, ${place}` };
        assert.equal(
          await failing(...statements),
          `the broken one, ${place}: the server says "division by zero". Nothing was changed`,
        );
        // The server reads the whole message before it begins.
        statements[place] = { sql: "GRANT nönsense 😀", reason: `the wrong one, ${place}` };
        assert.match(
          await failing(...statements),
          new RegExp(`^the wrong one, ${place}: the server says "syntax error`),
        );
        await isEmpty();
      }
    });

    test("go one by one once they are slow", async () => {
      const told: string[] = [];
      const slow = { sql: "SELECT pg_sleep(1.1)", reason: "slow" };
      const quick = rows(101).slice(0, 99);
      await converge(database.settings, once([slow, ...quick, insert(100), insert(101), insert(102)]), {
        progress: (sentence) => told.push(sentence),
      });
      assert.deepEqual(
        told.filter((sentence) => / of 103: /.test(sentence)),
        [
          "1 to 100 of 103: slow (and 99 more)",
          "101 of 103: row 100",
          "102 to 103 of 103: row 101 (and 1 more)",
        ],
      );
      await withSession(database.settings, (session) => session.query("TRUNCATE public.made"));
    });

    test("that wait for a lock after they have worked for long are told by whom", async () => {
      const holder = await connect({ ...database.settings, applicationName: "late report" });
      try {
        await holder.query("BEGIN");
        await holder.query("LOCK TABLE public.busy IN ACCESS SHARE MODE");
        const update = converge(
          { ...database.settings, lockTimeout: 1_000 },
          // Planned again at each attempt.
          () =>
            Promise.resolve({
              changes: [],
              statements: [
                { sql: "SELECT pg_sleep(1.2)", reason: "long" },
                { sql: "ALTER TABLE public.busy ENABLE ROW LEVEL SECURITY", reason: "busy" },
              ],
              summary: [],
            }),
        );
        await assert.rejects(
          update,
          new RegExp(`^ApplyError: busy: .*it waits for public\\.busy, held by process ${holder.processId} `),
        );
      } finally {
        await holder.end();
      }
    });
  });
}
