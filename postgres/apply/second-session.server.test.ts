import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { readDatabaseModel } from "../catalog/read-model";
import { type Session, withSession } from "../connect/session";
import type { ConnectionSettings } from "../connect/settings";
import { beginReading } from "../sql/transaction";
import { SecondSession, type Terms } from "./second-session";

/** It pays wherever there is a table, and is waited for for a minute: `connecting` is 1 ms here. */
const ALWAYS: Terms = { bytes: 1, patience: 60_000 };

for (const major of MAJORS) {
  describe(`a second session on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const role = uniqueName("lonely");
    const run = (sql: string) => withSession(database.settings, (session) => session.query(sql));
    const named = (): ConnectionSettings => ({ ...database.settings, applicationName: uniqueName("reader") });

    before(async () => {
      database = await freshDatabase(await serverFor(major), "second");
      await run(`CREATE TABLE public.notes (tenant_id int, id int);
        ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON public.notes USING (tenant_id = 1);
        CREATE ROLE ${role} LOGIN PASSWORD 'aP9.second.session' CONNECTION LIMIT 1`);
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) => session.query(`DROP ROLE ${role}`));
    });

    /** The work in the first session's transaction, with what may be a second session. */
    const pair = (
      settings: ConnectionSettings,
      terms: Terms,
      work: (first: Session, second: SecondSession) => Promise<void>,
    ) =>
      withSession(settings, async (first) => {
        await first.query(beginReading());
        const second = new SecondSession(first, 1, terms);
        try {
          await work(first, second);
        } finally {
          await second.end();
        }
      });
    /** Waits until no more than so many sessions have this name. A farewell is not answered. */
    const sessionsBecome = async ({ applicationName }: ConnectionSettings, expected: number) => {
      for (;;) {
        const found = await withSession(database.settings, (session) =>
          session.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = $1", [applicationName]),
        );
        if (found.length === expected) return;
        await sleep(20);
      }
    };

    test("sees what the first one sees, nothing of what came after it, and changes nothing", async () => {
      const settings = named();
      await pair(settings, ALWAYS, async (first, both) => {
        const second = await both.session();
        assert.ok(second);
        assert.notEqual(second.processId, first.processId);
        await run("CREATE TABLE public.later (id int)");
        const count = "SELECT count(*)::int FROM pg_class WHERE relname = 'later'";
        assert.deepEqual([await first.rows(count), await second.rows(count)], [[[0]], [[0]]]);
        await assert.rejects(second.query("CREATE TABLE public.never (id int)"), /read-only transaction/);
      });
      await run("DROP TABLE public.later");
      await sessionsBecome(settings, 0);
    });

    test("reads a part, and the model is the same", async () => {
      await pair(database.settings, ALWAYS, async (first, both) => {
        const second = await both.session();
        assert.ok(second);
        const asked: string[] = [];
        const watched: Session = {
          ...second,
          results: (statements) => {
            asked.push(...statements);
            return second.results(statements);
          },
        };
        const alone = await readDatabaseModel(first, { columns: true });
        assert.deepEqual(
          await readDatabaseModel(first, { columns: true, beside: async () => watched }),
          alone,
        );
        assert.ok(asked.length > 1, `asked ${asked.length}`);
        assert.match(asked.join(), /pg_index/);
        assert.doesNotMatch(asked.join(), /pg_policy/);
        assert.deepEqual(await readDatabaseModel(first, { columns: true, beside: async () => first }), alone);
      });
    });

    test("is not opened where it does not pay", async () => {
      const settings = named();
      await pair(settings, { ...ALWAYS, bytes: 1_000_000_000 }, async (_first, both) => {
        assert.equal(await both.session(), undefined);
        await sessionsBecome(settings, 1);
      });
    });

    test("is done without where there is no connection left", async () => {
      const settings = { ...database.settings, user: role, password: "aP9.second.session" };
      await pair(settings, ALWAYS, async (first, both) => {
        assert.equal(await both.session(), undefined);
        assert.deepEqual(await first.rows("SELECT 1"), [[1]]);
      });
    });

    test("is done without where it is late, and ends when it comes", async () => {
      const settings = named();
      await pair(settings, { ...ALWAYS, patience: 0 }, async (first, both) => {
        assert.equal(await both.session(), undefined);
        assert.deepEqual(await first.rows("SELECT 1"), [[1]]);
        await sessionsBecome(settings, 1);
      });
    });
  });
}
