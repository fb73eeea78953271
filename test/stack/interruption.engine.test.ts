import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../../examples/shop/migrate";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { serverFor, type TestServer } from "../servers";
import { childrenOf, stillRunning } from "./processes";
import { TestStack } from "./test-stack";

describe("an update that is interrupted", () => {
  let server: TestServer;
  let stack: TestStack;
  let watcher: Session;

  before(async () => {
    server = await serverFor(18);
    stack = await TestStack.create(server);
    await stack.up("--skip-preview");
    const outputs = await stack.outputs();
    await migrate({ connectionString: String(outputs["ownerConnectionString"]) });
    watcher = await connect({ ...server.settings, database: stack.database, applicationName: "watcher" });
    // The guard has protected what the migration made: here the update shall have something to do.
    await watcher.query(`DO $$ DECLARE found regclass; BEGIN
      FOR found IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
        EXECUTE 'ALTER TABLE ' || found || ' DISABLE ROW LEVEL SECURITY';
      END LOOP; END $$`);
  });
  after(async () => {
    await watcher.end();
    stack.remove();
  });

  const protectedTables = async () =>
    (
      await watcher.query(
        "SELECT 1 FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname = 'palisade_tenant' AND c.relrowsecurity",
      )
    ).length;
  const updates = () =>
    watcher.query<{ waiting: boolean }>(
      "SELECT wait_event_type = 'Lock' AS waiting FROM pg_stat_activity WHERE application_name = 'palisade' AND datname = current_database()",
    );

  /** Lets an update run into a lock in the middle of its transaction, interrupts it there, and waits for its end. */
  async function interrupt(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
    return withSession(
      { ...server.settings, database: stack.database, statementTimeout: 0, applicationName: "blocker" },
      async (blocker) => {
        await blocker.query("BEGIN");
        // The last table in the plan's order, so that others have been changed before.
        await blocker.query("LOCK TABLE billing.refunds IN ACCESS EXCLUSIVE MODE");
        const { child, ended } = stack.startUp();
        for (let tries = 0; !(await updates()).some(({ waiting }) => waiting); tries++) {
          assert.ok(tries < 600, "the update never came to the lock");
          await sleep(50);
        }
        const helpers = childrenOf(child.pid ?? 0);
        child.kill(signal);
        const result = await ended;
        for (let tries = 0; (await updates()).length > 0; tries++) {
          assert.ok(tries < 100, "the server still runs the interrupted update");
          await sleep(50);
        }
        await blocker.query("ROLLBACK");
        assert.deepEqual(stillRunning(helpers, "pulumi-resource-palisade"), [], "the plugin is gone");
        // A language host of this age stays behind when its engine is killed; it is no plugin of ours.
        for (const pid of stillRunning(helpers, "pulumi-language-nodejs")) process.kill(pid);
        return result;
      },
    );
  }

  test("Ctrl-C in the middle leaves nothing half-applied, and the next update finishes the work", async () => {
    assert.equal(await protectedTables(), 0);
    const { code } = await interrupt("SIGINT");
    assert.notEqual(code, 0);
    assert.equal(await protectedTables(), 0);
    await stack.up();
    assert.ok((await protectedTables()) >= 12);
    await stack.up();
    assert.deepEqual(await stack.changes(), { same: 22 });
  });

  test("an engine that is killed takes its transaction with it", async () => {
    await watcher.query(
      "ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY; ALTER TABLE billing.refunds DISABLE ROW LEVEL SECURITY",
    );
    const before = await protectedTables();
    await interrupt("SIGKILL");
    assert.equal(await protectedTables(), before);
    await stack.succeed(["cancel", "--yes"]);
    await stack.up();
    assert.equal(await protectedTables(), before + 2);
  });
});
