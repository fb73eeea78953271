import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { withSession } from "../../postgres/connect/session";
import { findLocalServer, type LocalServer, MAJORS, statusOf, stopLocalServer } from "./index";
import { isAlive } from "./postmaster";
import { serversInClosedFolder } from "./servers-for-tests";

const { folder, withServer } = serversInClosedFolder();

/** Runs TypeScript in another process and gives what it printed. `local` is this folder's index. */
async function inAnotherProcess(body: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--eval", script(body)],
    {
      cwd: resolve(__dirname, "..", ".."),
    },
  );
  return stdout.trim();
}

function script(body: string): string {
  return `const local = require("./tools/local/index.ts"); (async () => { ${body} })();`;
}

/** Reads a server's settings as a text for each. */
async function show(server: LocalServer, names: readonly string[]): Promise<string[]> {
  return withSession(server.settings, async (session) => {
    const rows = await session.rows(
      "SELECT current_setting(name) FROM unnest($1::text[]) WITH ORDINALITY AS given(name, place) ORDER BY place",
      [names],
    );
    return rows.map(([value]) => String(value));
  });
}

for (const major of MAJORS) {
  describe(`a local server of PostgreSQL ${major}`, () => {
    test("is made, found running, stopped, started, and recovered after it was killed, with what it held", async () => {
      await withServer(async (start, directory) => {
        assert.equal(statusOf(directory).state, "absent");
        const made = await start({ major });
        assert.equal(made.started, "created");
        assert.match(made.version, new RegExp(`^${major}\\.`));
        await withSession(made.settings, (session) =>
          session.query("CREATE TABLE public.kept AS SELECT 42 AS value"),
        );

        const found = await start({ major });
        assert.deepEqual([found.started, found.pid, found.port], ["already running", made.pid, made.port]);
        assert.deepEqual(statusOf(directory), {
          state: "running",
          major,
          port: made.port,
          pid: made.pid,
          dataDirectory: made.dataDirectory,
        });

        assert.equal(await stopLocalServer(directory), "stopped");
        assert.equal(await stopLocalServer(directory), "was not running");
        assert.equal(statusOf(directory).state, "stopped");
        assert.equal(isAlive(made.pid), false);
        await assert.rejects(findLocalServer(directory), { reason: "not-running" });

        const started = await start({ major });
        assert.equal(started.started, "started");
        process.kill(started.pid, "SIGKILL");
        const recovered = await start({ major });
        assert.equal(recovered.started, "recovered after a crash");
        assert.deepEqual([recovered.password, recovered.caPem], [made.password, made.caPem]);
        const rows = await withSession(recovered.settings, (session) =>
          session.rows("SELECT value FROM public.kept"),
        );
        assert.deepEqual(rows, [[42]]);
      });
    });

    test("is hardened: its settings, its access rules, its files, its account, its environment", async () => {
      process.env["PALISADE_TEST_TOKEN"] = "must-not-be-inherited";
      await withServer(async (start, directory) => {
        const server = await start({ major });
        const expected: Record<string, string> = {
          ssl: "on",
          ssl_min_protocol_version: "TLSv1.2",
          password_encryption: "scram-sha-256",
          unix_socket_directories: "",
          log_connections: "on",
          log_disconnections: "on",
          log_statement: "ddl",
          log_file_mode: "0600",
          log_timezone: "UTC",
          data_checksums: "on",
          server_encoding: "UTF8",
        };
        assert.deepEqual(await show(server, Object.keys(expected)), Object.values(expected));
        const [addresses] = await show(server, ["listen_addresses"]);
        for (const address of addresses?.split(", ") ?? [""])
          assert.ok(["127.0.0.1", "::1"].includes(address));

        const rules = await withSession(server.settings, (session) =>
          session.rows("SELECT type, auth_method, error FROM pg_hba_file_rules ORDER BY line_number"),
        );
        assert.deepEqual(rules, [
          ["local", "scram-sha-256", null],
          ["hostssl", "scram-sha-256", null],
          ["hostssl", "scram-sha-256", null],
          ["host", "reject", null],
        ]);
        const [verifier] = await withSession(server.settings, (session) =>
          session.rows("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'"),
        );
        assert.match(String(verifier?.[0]), /^SCRAM-SHA-256\$/);

        const mode = (path: string) => statSync(path).mode & 0o777;
        assert.equal(mode(server.dataDirectory), 0o700);
        for (const path of [server.passwordFile, server.logFile, join(directory, "ca.key")]) {
          assert.equal(mode(path), 0o600, path);
        }
        assert.equal(mode(join(server.dataDirectory, "server.key")), 0o600);
        assert.notEqual(statSync(server.dataDirectory).uid, 0);
        if (process.platform === "linux") {
          assert.doesNotMatch(readFileSync(`/proc/${server.pid}/environ`, "utf8"), /must-not-be-inherited/);
        }
        assert.ok(!readFileSync(server.logFile, "utf8").includes(server.password));
      });
      delete process.env["PALISADE_TEST_TOKEN"];
    });
  });
}

describe("several processes at once", () => {
  test("make and start one server, and agree on it", async () => {
    await withServer(async (_start, directory) => {
      const body = `const s = await local.startLocalServer({ directory: ${JSON.stringify(directory)}, durable: false });
        process.stdout.write(JSON.stringify([s.started, s.pid, s.port]));`;
      const answers = (await Promise.all([1, 2, 3].map(() => inAnotherProcess(body)))).map(
        (text) => JSON.parse(text) as [string, number, number],
      );
      assert.deepEqual(answers.map(([started]) => started).sort(), [
        "already running",
        "already running",
        "created",
      ]);
      assert.equal(new Set(answers.map(([, pid, port]) => `${pid} ${port}`)).size, 1);
    });
  });
});

describe("a server that is bound to a process", () => {
  test("ends with it even when it is killed, and takes its folder along", async () => {
    const directory = join(folder(), "bound");
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        "--eval",
        script(`const s = await local.startLocalServer({ directory: ${JSON.stringify(directory)}, port: "any",
          durable: false, lifetime: "process", temporary: true });
          process.stdout.write(s.pid + " " + s.dataDirectory + "\\n"); setInterval(() => {}, 1000);`),
      ],
      { cwd: resolve(__dirname, "..", ".."), stdio: ["ignore", "pipe", "inherit"] },
    );
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const [, pid, dataDirectory] = /^(\d+) (.*)\n$/.exec(line.toString()) ?? [];
    assert.ok(isAlive(Number(pid)));
    child.kill("SIGKILL");
    for (let waited = 0; waited < 10_000 && (existsSync(directory) || isAlive(Number(pid))); waited += 50)
      await sleep(50);
    assert.equal(isAlive(Number(pid)), false);
    assert.equal(existsSync(directory), false);
    assert.equal(existsSync(dataDirectory ?? "/"), false);
  });

  test("outlives one that it isn't bound to", async () => {
    await withServer(async (_start, directory) => {
      const pid = await inAnotherProcess(`const s = await local.startLocalServer({
        directory: ${JSON.stringify(directory)}, port: "any", durable: false }); process.stdout.write(String(s.pid));`);
      assert.ok(isAlive(Number(pid)));
      assert.equal((await findLocalServer(directory)).pid, Number(pid));
    });
  });
});
