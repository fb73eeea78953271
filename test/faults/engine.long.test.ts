import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Session, withSession } from "../../postgres/connect/session";
import { ADVISORY_LOCK } from "../../postgres/sql/transaction";
import { serverFor, type TestServer } from "../servers";
import { childrenOf, stillRunning } from "../stack/processes";
import { TestStack } from "../stack/test-stack";
import { type Moment, WireProxy } from "./wire-proxy";

describe("an engine that is killed at the statements of an update", () => {
  let server: TestServer;
  let proxy: WireProxy;
  let stack: TestStack;
  let resources: Record<string, number>;

  before(async () => {
    server = await serverFor(18);
    proxy = await WireProxy.start(server);
    stack = await TestStack.create(server, { port: String(proxy.through(server.settings).port) });
    await stack.up("--skip-preview");
    await stack.up("--skip-preview");
    resources = await stack.changes();
    assert.deepEqual(Object.keys(resources), ["same"]);
  });
  after(async () => {
    stack.remove();
    await proxy.stop();
  });

  const inDatabase = <T>(work: (session: Session) => Promise<T>) =>
    withSession({ ...server.settings, database: stack.database, statementTimeout: 15_000 }, work);
  const publicMay = () =>
    inDatabase(async (session) => {
      const rows = await session.rows(
        `SELECT count(*)::int FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname IN ('app', 'billing') AND a.grantee = 0`,
      );
      return rows[0]?.[0];
    });

  const cases: { readonly name: string; readonly at: (sql: string) => boolean; readonly moment: Moment }[] = [
    { name: "the lock of updates", at: (sql) => sql.includes(ADVISORY_LOCK), moment: "before" },
    { name: "the first REVOKE", at: (sql) => sql.startsWith("REVOKE "), moment: "before" },
    { name: "the first REVOKE", at: (sql) => sql.startsWith("REVOKE "), moment: "after" },
    { name: "COMMIT", at: (sql) => sql === "COMMIT", moment: "before" },
    { name: "COMMIT", at: (sql) => sql === "COMMIT", moment: "after" },
  ];
  for (const { name, at, moment } of cases) {
    test(`${moment} ${name}: all or nothing, and the next update finishes the work`, async () => {
      await inDatabase((session) => session.query("GRANT USAGE, CREATE ON SCHEMA app, billing TO PUBLIC"));
      assert.equal(await publicMay(), 4);
      let helpers: number[] = [];
      const { child, ended } = stack.startUp();
      let ours = false;
      proxy.listener = (sql, phase) => {
        // The update of ours begins with the lock; what other plugins do goes by.
        ours ||= phase === "before" && sql.includes(ADVISORY_LOCK);
        if (!ours || !at(sql) || (phase === "after") !== (moment === "after")) return "pass";
        proxy.listener = () => "pass";
        helpers = childrenOf(child.pid ?? 0);
        child.kill("SIGKILL");
        // The plugin lives on for a moment and goes on with its work, until it notices that its engine is gone.
        return "pass";
      };
      const { code } = await ended;
      assert.equal(code, null, "the engine was killed");
      await inDatabase(async (session) => {
        await session.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
      });
      const left = await publicMay();
      assert.ok(left === 4 || left === 0, `${left} of 4 privileges are left`);
      for (let tries = 0; stillRunning(helpers, "pulumi-resource-palisade").length > 0; tries++) {
        assert.ok(tries < 100, "the plugin outlives its engine");
        await sleep(50);
      }
      for (const pid of stillRunning(helpers, "pulumi-language-nodejs")) process.kill(pid);
      await stack.succeed(["cancel", "--yes"]);
      await stack.up("--skip-preview");
      assert.equal(await publicMay(), 0);
      await stack.up("--skip-preview");
      assert.deepEqual(await stack.changes(), resources);
    });
  }
});
