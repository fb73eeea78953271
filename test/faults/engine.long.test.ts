import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Session, withSession } from "../../postgres/connect/session";
import { ADVISORY_LOCK } from "../../postgres/sql/transaction";
import { serverFor, type TestServer } from "../servers";
import { childrenOf, stillRunning } from "../stack/processes";
import { TestStack } from "../stack/test-stack";
import { type Listener, type Moment, WireProxy } from "./wire-proxy";

describe("an engine that is killed at the statements of an update", () => {
  let server: TestServer;
  let proxy: WireProxy;
  let stack: TestStack;
  let resources: Record<string, number>;
  let app: string;

  before(async () => {
    server = await serverFor(18);
    proxy = await WireProxy.start(server);
    stack = await TestStack.create(server, { port: String(proxy.through(server.settings).port) });
    await stack.up("--skip-preview");
    await stack.up("--skip-preview");
    resources = await stack.changes();
    assert.deepEqual(Object.keys(resources), ["same"]);
    app = String((await stack.outputs())["appUsername"]);
  });
  after(async () => {
    stack.remove();
    await proxy.stop();
  });

  const inDatabase = <T>(work: (session: Session) => Promise<T>) =>
    withSession({ ...server.settings, database: stack.database, statementTimeout: 15_000 }, work);
  /** Drift that is Access's alone, and more than one statement to repair: what row security looks after stays. */
  const drift = () =>
    inDatabase(async (session) => {
      await session.query("GRANT USAGE ON SCHEMA app, billing TO PUBLIC");
      await session.query(`ALTER ROLE "${app}" IN DATABASE "${stack.database}" SET work_mem TO '8MB'`);
    });
  /** How much of the drift is there: 3, or 0 when it is repaired. */
  const drifted = () =>
    inDatabase(async (session) => {
      const rows = await session.rows(
        `SELECT (SELECT count(*) FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname IN ('app', 'billing') AND a.grantee = 0)::int
              + (SELECT count(*) FROM pg_db_role_setting s, unnest(setconfig) AS c WHERE s.setrole = $1::regrole AND c = 'work_mem=8MB')::int`,
        [`"${app}"`],
      );
      return rows[0]?.[0];
    });

  /** Lets an update run under a listener that sees its statements and their answers by number, from the lock of updates on. */
  const watched = (at: (number: number, sql: string, moment: Moment) => void): Listener => {
    const next: Partial<Record<Moment, number>> = {};
    return (sql, moment) => {
      // The update of ours begins with the lock; what other plugins do before it goes by.
      if (next[moment] === undefined && !sql.includes(ADVISORY_LOCK)) return "pass";
      const number = next[moment] ?? 0;
      next[moment] = number + 1;
      at(number, sql, moment);
      return "pass";
    };
  };

  test("before and after every statement: all or nothing, and the next update finishes the work", async (t) => {
    const course: string[] = [];
    await drift();
    proxy.listener = watched((number, sql, moment) => {
      if (moment === "before" && course.at(-1) !== "COMMIT") course[number] = sql;
    });
    await stack.up("--skip-preview");
    proxy.listener = () => "pass";
    assert.equal(await drifted(), 0);
    assert.equal(course.at(-1), "COMMIT");
    assert.ok(
      course.some((sql) => sql.includes("REVOKE USAGE ON SCHEMA")),
      course.join("\n"),
    );
    for (const number of course.keys())
      for (const moment of ["before", "after"] as const)
        await t.test(
          `${moment} ${number + 1} of ${course.length}: ${(course[number] ?? "").slice(0, 60)}`,
          () => killedAt(number, moment),
        );
  });

  const killedAt = async (wanted: number, when: "before" | "after") => {
    await drift();
    assert.equal(await drifted(), 3);
    let helpers: number[] = [];
    const { child, ended } = stack.startUp();
    // The plugin lives on for a moment and goes on with its work, until it notices that its engine is gone.
    proxy.listener = watched((number, _sql, moment) => {
      if (number !== wanted || moment !== when) return;
      proxy.listener = () => "pass";
      helpers = childrenOf(child.pid ?? 0);
      child.kill("SIGKILL");
    });
    const { code } = await ended;
    assert.equal(code, null, "the engine was killed");
    await inDatabase(async (session) => {
      await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
    });
    const left = await drifted();
    assert.ok(left === 3 || left === 0, `${left} of 3 of the drift is left`);
    for (let tries = 0; stillRunning(helpers, "pulumi-resource-palisade").length > 0; tries++) {
      assert.ok(tries < 100, "the plugin outlives its engine");
      await sleep(50);
    }
    for (const pid of stillRunning(helpers, "pulumi-language-nodejs")) process.kill(pid);
    await stack.succeed(["cancel", "--yes"]);
    await stack.up("--skip-preview");
    assert.equal(await drifted(), 0);
    await stack.up("--skip-preview");
    assert.deepEqual(await stack.changes(), resources);
  };
});
