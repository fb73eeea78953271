import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { withSession } from "../../postgres/connect/session";
import {
  freshDatabase,
  MAJORS,
  readServerLog,
  type TestDatabase,
  type TestServer,
  uniqueName,
} from "../../test/servers";
import { execute, startOwnServer } from "../testing/own-server";
import { runCli } from "../testing/run-cli";

/** A line of the log in which a session of an audit is accepted, or ends. */
const COMES_OR_GOES =
  /\[(\d+)\] .*LOG: {2}connection authorized: .* application_name=palisade audit|\[(\d+)\] .*LOG: {2}disconnection:/g;

/** How many sessions of audits there were at once, by what the server logged as they came and went. */
function sessionsAtOnce(log: string): number {
  const open = new Set<string>();
  let most = 0;
  for (const [, comes, goes] of log.matchAll(COMES_OR_GOES)) {
    if (comes !== undefined) open.add(comes);
    if (goes !== undefined) open.delete(goes);
    most = Math.max(most, open.size);
  }
  return most;
}

for (const major of MAJORS) {
  describe(`what PostgreSQL ${major} sees of an audit`, () => {
    let server: TestServer;
    let database: TestDatabase;
    let folder: string;
    let env: NodeJS.ProcessEnv;
    let stop: () => Promise<void>;
    before(async () => {
      // A server of its own: what is counted are sessions and scans.
      ({ server, database, folder, env, stop } = await startOwnServer(major, "traces"));
    });
    after(() => stop());

    const run = (...statements: string[]) => execute(database.settings, ...statements);

    /** What the server logs of an audit. */
    async function logOf(as: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
      const before = (await readServerLog(server)).length;
      const { err, status } = await runCli(["audit", "--fail-on", "none", ...args], { ...env, ...as });
      assert.equal(status, 0, err);
      return (await readServerLog(server)).slice(before);
    }

    test("one read-only transaction that is rolled back, and only queries in it", async () => {
      const line = /@(\S+?)\/palisade audit from \S+ LOG: {2}(?:statement|execute <unnamed>): (.*)$/gm;
      const statements = [...(await logOf({})).matchAll(line)]
        .filter((match) => match[1] === database.name)
        .map((match) => match[2] ?? "");
      assert.ok(statements.length > 10, `the log shows the statements: ${statements.length}`);
      assert.match(statements[0] ?? "", /^BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY/);
      assert.match(statements.at(-1) ?? "", /^ROLLBACK/);
      for (const statement of statements.slice(1, -1)) assert.match(statement, /^(?:SELECT|WITH) /);
    });

    // Before, no code of a user's runs in a session that begins, and nobody sees the settings of another one.
    if (major >= 17)
      test("limits on statements and on waiting for locks, and what its role says of idling", async () => {
        const auditor = uniqueName("auditor");
        await run(
          `CREATE ROLE ${auditor} LOGIN PASSWORD 'of-a-test'`,
          // As the guide has it for palisade_auditor, with the statements' limit of its own.
          `ALTER ROLE ${auditor} SET idle_in_transaction_session_timeout = '60s'`,
          `ALTER ROLE ${auditor} SET statement_timeout = '1h'`,
          `CREATE FUNCTION public.tell() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN
             RAISE LOG 'limits of %: %', current_setting('application_name'), (
               SELECT string_agg(format('%s=%s', s.name, s.setting), ' ' ORDER BY s.name) FROM pg_catalog.pg_settings s
                WHERE s.name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'));
           END$$`,
          "CREATE EVENT TRIGGER tell ON login EXECUTE FUNCTION public.tell()",
        );
        try {
          const told = [
            ...(await logOf({ PGUSER: auditor, PGPASSWORD: "of-a-test" })).matchAll(
              /limits of palisade audit: (.*)/g,
            ),
          ];
          assert.deepEqual(
            [...new Set(told.map(([, limits]) => limits))],
            ["idle_in_transaction_session_timeout=60000 lock_timeout=5000 statement_timeout=30000"],
          );
        } finally {
          await run("DROP EVENT TRIGGER tell", "DROP FUNCTION public.tell()", `DROP ROLE ${auditor}`);
        }
      });

    test("as many sessions at once as databases may be looked at at a time", async () => {
      const others: TestDatabase[] = [];
      try {
        for (let count = 0; count < 6; count++) others.push(await freshDatabase(server, uniqueName("many")));
        assert.equal(sessionsAtOnce(await logOf({}, "--all-databases", "--jobs", "1")), 1);
        assert.equal(sessionsAtOnce(await logOf({}, "--all-databases", "--jobs", "3")), 3);
        assert.equal(sessionsAtOnce(await logOf({}, "--all-databases")), 4, "where nobody says how many");
      } finally {
        for (const other of others) await other.drop();
      }
    });

    test("no row of anybody's table is touched, by its own count", async () => {
      const scans = (where: string) =>
        withSession(database.settings, async (session) => {
          const [row] = await session.rows(
            `SELECT coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)::int FROM pg_catalog.pg_stat_user_tables WHERE relname ${where}`,
          );
          return Number(row?.[0]);
        });
      // The server counts some time later, 14 by a process of its own, and in the order in which sessions end: when a scan
      // of ours is counted, then what came before it is.
      const counted = async (ours: number) => {
        await run("SELECT FROM public.last_of_all");
        for (let tries = 0; tries < 100; tries++) {
          if ((await scans("= 'last_of_all'")) >= ours) return scans("<> 'last_of_all'");
          await delay(100);
        }
        throw new Error("the server counted no scan within ten seconds");
      };
      await run(
        "CREATE TABLE public.looked_at (tenant_id uuid NOT NULL, email text, PRIMARY KEY (tenant_id))",
        "ALTER TABLE public.looked_at ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON public.looked_at USING (email = current_user)",
        "CREATE TABLE public.last_of_all ()",
        "SELECT FROM public.looked_at",
      );
      const before = await counted(1);
      assert.ok(before > 0, "a scan is counted");
      await runCli(["audit"], env);
      await runCli(["audit", "--format", "html", "--output", join(folder, "page.html")], env);
      assert.equal(await counted(2), before);
      await run("DROP TABLE public.looked_at, public.last_of_all");
    });
  });
}
