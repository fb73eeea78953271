import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MAJORS } from "../test/servers";
import { SERVERS_FOLDERS } from "../test/servers-folder";
import { statusOf } from "./local/index";

const ROOT = resolve(__dirname, "..");

/** Starts the runner as a user would, not as a part of this run. */
function start(...options: string[]): {
  child: ChildProcess;
  ended: Promise<{ status: number | null; output: string }>;
} {
  const { NODE_TEST_CONTEXT: _context, PALISADE_TEST_SERVERS: _servers, ...env } = process.env;
  const child = spawn(process.execPath, [join(ROOT, "tools", "run-tests.mjs"), ...options], {
    cwd: ROOT,
    env,
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.stderr.on("data", (part: Buffer) => parts.push(part));
  const ended = once(child, "close").then(([status]) => ({
    status: status as number | null,
    output: Buffer.concat(parts).toString("utf8"),
  }));
  return { child, ended };
}

/** The folders of the servers that a runner has started and not removed. */
function serversOf(pid: number | undefined): string[] {
  return SERVERS_FOLDERS.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(`${pid}-`))
      .map((name) => join(folder, name)),
  );
}

describe("the test runner", () => {
  test("refuses a pattern that finds nothing, and a kind that doesn't exist", async () => {
    const nothing = await start("no-such-file").ended;
    assert.deepEqual(nothing, { status: 1, output: 'no test file matches "no-such-file"\n' });
    const kind = await start("--only", "slow").ended;
    assert.deepEqual(kind, { status: 1, output: '--only takes one of engine, server, unit, not "slow"\n' });
    const other = await start("--only", "engine", "tools/local").ended;
    assert.deepEqual(other, { status: 1, output: 'no engine test file matches "tools/local"\n' });
    const short = await start("--long", "tools/local").ended;
    assert.deepEqual(short, { status: 1, output: 'no long test file matches "tools/local"\n' });
    const long = await start("every-boundary.long").ended;
    assert.deepEqual(long, { status: 1, output: 'no test file matches "every-boundary.long"\n' });
  });

  test("runs what a pattern finds, and leaves node's closing lines as they are", async () => {
    const { status, output } = await start("postgres/connect/url.test.ts").ended;
    assert.equal(status, 0);
    assert.match(output, /^ℹ tests [1-9]\d*$/m);
    assert.match(output, /^ℹ fail 0$/m);
  });

  test("gives each major version one server, and stops all of them at the end", async () => {
    const { child, ended } = start("test/servers.server.test.ts");
    const { status, output } = await ended;
    assert.equal(status, 0, output);
    assert.match(output, /^ℹ fail 0$/m);
    assert.deepEqual(serversOf(child.pid), []);
  });

  test("stops its servers when it is interrupted", async () => {
    const { child, ended } = start("test/servers.server.test.ts");
    const running = () => serversOf(child.pid).filter((directory) => statusOf(directory).state === "running");
    while (running().length < MAJORS.length) await sleep(20);
    child.kill("SIGTERM");
    const { status, output } = await ended;
    assert.equal(status, 130, output);
    assert.deepEqual(serversOf(child.pid), []);
  });

  test("leaves no server behind even when it is killed", async () => {
    const { child, ended } = start("test/servers.server.test.ts");
    // What the tests say is the sign that all servers stand.
    if (child.stdout !== null) await once(child.stdout, "data");
    const pids = serversOf(child.pid).map((directory) => statusOf(directory).pid);
    child.kill("SIGKILL");
    await ended;
    for (let waited = 0; waited < 15_000 && serversOf(child.pid).length > 0; waited += 100) await sleep(100);
    assert.deepEqual(serversOf(child.pid), []);
    for (const pid of pids)
      if (pid !== undefined) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  });
});
