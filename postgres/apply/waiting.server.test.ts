import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freshDatabase, MAJORS, serverFor, type TestDatabase, uniqueName } from "../../test/servers";
import { connect, type Session, withSession } from "../connect/session";
import { ADVISORY_LOCK } from "../sql/transaction";
import { converge } from "./converge";
import { planFor, type Wish } from "./testing/wishes";

for (const major of MAJORS) {
  describe(`an update that has to wait on PostgreSQL ${major}`, () => {
    let database: TestDatabase;
    const role = uniqueName("waiting");
    const run = (sql: string) => withSession(database.settings, (session) => session.query(sql));

    before(async () => {
      database = await freshDatabase(await serverFor(major), "waiting");
      await run(`CREATE ROLE ${role}`);
      await run("CREATE TABLE public.busy (id int); CREATE TABLE public.free (id int)");
    });
    after(async () => {
      await database.drop();
      await withSession((await serverFor(major)).settings, (session) => session.query(`DROP ROLE ${role}`));
    });

    const wishes: Wish[] = [
      {
        sql: "ALTER TABLE public.free ENABLE ROW LEVEL SECURITY",
        reason: "free",
        granted: "SELECT relrowsecurity FROM pg_class WHERE oid = 'public.free'::regclass",
      },
      {
        sql: "ALTER TABLE public.busy ENABLE ROW LEVEL SECURITY",
        reason: "busy",
        granted: "SELECT relrowsecurity FROM pg_class WHERE oid = 'public.busy'::regclass",
      },
    ];
    const isDone = async () => {
      const rows = await withSession(database.settings, (session) =>
        session.rows(
          "SELECT relrowsecurity FROM pg_class WHERE relname IN ('free', 'busy') ORDER BY relname",
        ),
      );
      return rows.map(([on]) => on);
    };
    const holding = async (sql: string, work: (holder: Session) => Promise<void>) => {
      const holder = await connect({ ...database.settings, applicationName: "night report" });
      try {
        await holder.query("BEGIN");
        await holder.query(sql);
        await work(holder);
      } finally {
        await holder.end();
      }
    };

    test("gives up after three tries, names the table and who holds it, and changes nothing", async () => {
      await holding("LOCK TABLE public.busy IN ACCESS SHARE MODE", async (holder) => {
        const told: string[] = [];
        const started = Date.now();
        // Between the tries, all locks are free: an application gets to the table that was changed before.
        let passed = 0;
        const application = (async () => {
          await sleep(450);
          while (Date.now() - started < 1500 && passed === 0) {
            await withSession({ ...database.settings, lockTimeout: 200 }, (session) =>
              session.query("SELECT count(*) FROM public.free"),
            ).then(
              () => {
                passed += 1;
              },
              () => undefined,
            );
          }
        })();
        await assert.rejects(
          converge({ ...database.settings, lockTimeout: 400 }, planFor(wishes), {
            progress: (sentence) => told.push(sentence),
          }),
          (error: Error) => {
            assert.match(
              error.message,
              new RegExp(
                `busy: the server says "canceling statement due to lock timeout"; it waits for public\\.busy, held by process ${holder.processId} \\(night report, role .*, idle in transaction for \\d+ s\\): end that session or wait for it, then try again, or raise lockTimeout\\. Nothing was changed \\(tried 3 times\\)`,
              ),
            );
            return true;
          },
        );
        await application;
        assert.ok(passed > 0, "the application got through");
        assert.ok(told.some((sentence) => sentence.includes("2 of 2: it waits for public.busy, held by")));
        assert.ok(Date.now() - started < 4000);
      });
      assert.deepEqual(await isDone(), [false, false]);
    });

    test("is done as soon as the lock is free", async () => {
      await holding("LOCK TABLE public.busy IN ACCESS SHARE MODE", async (holder) => {
        const pending = converge({ ...database.settings, lockTimeout: 300 }, planFor(wishes));
        await sleep(450);
        await holder.query("ROLLBACK");
        assert.equal((await pending).done.statements.length, 2);
      });
      assert.deepEqual(await isDone(), [true, true]);
      await run("ALTER TABLE public.busy DISABLE ROW LEVEL SECURITY");
      await run("ALTER TABLE public.free DISABLE ROW LEVEL SECURITY");
    });

    const lock = `SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`;
    /** Holds the lock as `application`, and lets it go after a while in which it does something all the time. */
    const holdingLock = async (application: string, work: (holder: Session) => Promise<void>) => {
      const holder = await connect({ ...database.settings, applicationName: application });
      try {
        await holder.query("BEGIN");
        await holder.query(lock);
        await work(holder);
      } finally {
        await holder.end();
      }
    };
    const hasty = () => ({ ...database.settings, statementTimeout: 1000, lockTimeout: 400 });

    test("waits for another update for longer than a statement may take, and says for whom", async () => {
      await holdingLock("palisade", async (holder) => {
        const told: string[] = [];
        const pending = converge(hasty(), planFor(wishes), { progress: (sentence) => told.push(sentence) });
        await sleep(3500);
        await holder.query("ROLLBACK");
        assert.equal((await pending).done.statements.length, 2);
        const waits = new RegExp(
          `^waits for the lock of Palisade's updates, held by process ${holder.processId} \\(palisade, role .*, idle in transaction for \\d+ s\\)$`,
        );
        assert.ok(
          told.some((sentence) => waits.test(sentence)),
          told.join("\n"),
        );
      });
      assert.deepEqual(await isDone(), [true, true]);
      await run("ALTER TABLE public.busy DISABLE ROW LEVEL SECURITY");
      await run("ALTER TABLE public.free DISABLE ROW LEVEL SECURITY");
    });

    test("once it has its turn, its statements are limited again", async () => {
      const slow = { sql: "SELECT pg_sleep(5)", reason: "slow" };
      const plan = async (session: Session) => ({ ...(await planFor(wishes)(session)), statements: [slow] });
      await assert.rejects(
        converge(hasty(), plan),
        /slow: the server says "canceling statement due to statement timeout"/,
      );
    });

    test("waits for a session that is no update no longer than a statement may take, and names it", async () => {
      await holdingLock("night report", async (holder) => {
        await assert.rejects(
          converge(hasty(), planFor(wishes)),
          new RegExp(
            `it waited for the lock of Palisade's updates, held by process ${holder.processId} \\(night report, role .*raise statementTimeout\\. Nothing was changed`,
          ),
        );
      });
      assert.deepEqual(await isDone(), [false, false]);
    });

    test("is cancelled while it waits for another update", async () => {
      await holdingLock("palisade", async () => {
        const cancel = new AbortController();
        const began = Date.now();
        const pending = converge(hasty(), planFor(wishes), { signal: cancel.signal });
        setTimeout(() => cancel.abort(), 2500);
        await assert.rejects(pending, /cancelled: .*nothing was changed/);
        assert.ok(Date.now() - began < 6000);
        const inLine = () =>
          withSession(database.settings, (session) =>
            session.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"),
          );
        // The server ends the process on its own time.
        let waiting = await inLine();
        for (let look = 0; look < 20 && waiting.length > 0; look++) {
          await sleep(50);
          waiting = await inLine();
        }
        assert.deepEqual(waiting, [], "nobody stands in line any more");
      });
      assert.deepEqual(await isDone(), [false, false]);
    });

    test("plans anew when what it speaks of was dropped in the meantime", async () => {
      let attempts = 0;
      const { done } = await converge(database.settings, async (session) => {
        attempts += 1;
        const plan = await planFor(wishes)(session);
        const gone = { sql: "ALTER TABLE public.gone ENABLE ROW LEVEL SECURITY", reason: "gone" };
        return attempts === 1 ? { ...plan, statements: [...plan.statements, gone] } : plan;
      });
      assert.equal(done.statements.length, 2);
      assert.deepEqual(await isDone(), [true, true]);
    });

    test("takes care of what others make while it runs", async () => {
      const made = uniqueName("made");
      const wish = (name: string): Wish => ({
        sql: `ALTER TABLE public.${name} ENABLE ROW LEVEL SECURITY`,
        reason: name,
        granted: `SELECT coalesce((SELECT relrowsecurity FROM pg_class WHERE relname = '${name}'), true)`,
      });
      await run("ALTER TABLE public.busy DISABLE ROW LEVEL SECURITY");
      let plans = 0;
      await converge(database.settings, async (session) => {
        plans += 1;
        if (plans === 2) await run(`CREATE TABLE public.${made} (id int)`);
        return planFor([wish("busy"), wish(made)])(session);
      });
      const rows = await withSession(database.settings, (session) =>
        session.rows(`SELECT relrowsecurity FROM pg_class WHERE relname = '${made}'`),
      );
      assert.deepEqual(rows, [[true]]);
    });

    test("a role that would lock itself out is told so", async () => {
      const login = `${role}_login`;
      await run(
        `CREATE ROLE ${login} LOGIN PASSWORD 'login'; ALTER DATABASE ${database.name} OWNER TO postgres`,
      );
      const wish: Wish = {
        sql: `REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`,
        reason: "PUBLIC loses CONNECT",
        granted: `SELECT NOT has_database_privilege('${login}', current_database(), 'CONNECT')`,
        actAs: "postgres",
      };
      // A member of the superuser that inherits nothing of it: it can do the statement, and connect only by PUBLIC.
      await run(
        major >= 16
          ? `GRANT postgres TO ${login} WITH INHERIT FALSE, SET TRUE`
          : `ALTER ROLE ${login} NOINHERIT; GRANT postgres TO ${login}`,
      );
      const settings = { ...database.settings, user: login, password: "login" };
      await assert.rejects(
        converge(settings, planFor([wish])),
        /takes CONNECT on database .* from the managing role .*databasePrivileges: .*Nothing was changed/,
      );
      await withSession(settings, (session) => session.query("SELECT 1"));
      await run(`DROP ROLE ${login}`);
    });
  });
}
