import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freshDatabase, MAJORS, serverFor, type TestDatabase } from "../../test/servers";
import { connect, withSession } from "../connect/session";
import { converge } from "./converge";
import { planFor, type Wish } from "./testing/wishes";

for (const major of MAJORS) {
  describe(`an update that the server breaks off for another one's sake on PostgreSQL ${major}`, () => {
    let database: TestDatabase;

    const sql = (text: string) => withSession(database.settings, (session) => session.rows(text));
    const wishes = ["first", "second"].map(
      (table): Wish => ({
        sql: `ALTER TABLE public.${table} ENABLE ROW LEVEL SECURITY`,
        reason: table,
        granted: `SELECT relrowsecurity FROM pg_class WHERE oid = 'public.${table}'::regclass`,
      }),
    );

    before(async () => {
      database = await freshDatabase(await serverFor(major), "conflicts");
      await sql("CREATE TABLE public.first (id int)");
      await sql("CREATE TABLE public.second (id int)");
    });
    after(() => database.drop());
    beforeEach(async () => {
      for (const table of ["first", "second"])
        await sql(`ALTER TABLE public.${table} DISABLE ROW LEVEL SECURITY`);
    });

    /** Runs the update, and gives the sentences about further attempts. */
    const update = async (): Promise<string[]> => {
      const told: string[] = [];
      const { done, after: rest } = await converge(database.settings, planFor(wishes), {
        progress: (sentence) => {
          if (sentence.startsWith("tries again")) told.push(sentence);
        },
      });
      assert.deepEqual([done.statements.length, rest.statements.length], [2, 0]);
      return told;
    };
    const waitsFor = async (table: string) => {
      const waiting = `SELECT FROM pg_locks WHERE NOT granted AND relation = 'public.${table}'::regclass`;
      for (let tries = 0; (await sql(waiting)).length === 0; tries++) {
        assert.ok(tries < 500, `nobody waits for ${table}`);
        await sleep(10);
      }
    };

    test("by a deadlock, is made anew when the other one is done", async () => {
      const other = await connect({ ...database.settings, lockTimeout: 30_000 });
      try {
        // Whoever looks first for a deadlock is broken off, and this session takes its time.
        await other.query("SET deadlock_timeout = '30s'");
        await other.query("BEGIN");
        await other.query("LOCK TABLE public.second IN ACCESS EXCLUSIVE MODE");
        const pending = update();
        await waitsFor("second");
        await other.query("LOCK TABLE public.first IN ACCESS EXCLUSIVE MODE");
        await other.query("ROLLBACK");
        const [told = "", ...more] = await pending;
        assert.match(told, /deadlock detected/);
        assert.deepEqual(more, []);
      } finally {
        await other.end();
      }
    });

    test("by serialization failures, is made anew each time", async () => {
      // What a sequence has given no rollback takes back.
      await sql("CREATE SEQUENCE public.attempts");
      await sql(`CREATE FUNCTION public.conflict() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
          IF pg_catalog.nextval('public.attempts') < 3 THEN
            RAISE 'could not serialize access due to concurrent update' USING ERRCODE = 'serialization_failure';
          END IF; END $$`);
      await sql(
        "CREATE EVENT TRIGGER conflict ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION public.conflict()",
      );
      try {
        const told = await update();
        assert.equal(told.length, 2);
        for (const sentence of told) assert.match(sentence, /could not serialize access/);
      } finally {
        await sql("DROP EVENT TRIGGER conflict");
        await sql("DROP FUNCTION public.conflict(); DROP SEQUENCE public.attempts");
      }
    });
  });
}
