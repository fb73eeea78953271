import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, withSession } from "../../postgres/connect/session";
import { accountOf, asAccount } from "./account";
import { TEMPORARY } from "./files";
import { LocalServerError, removeLocalServer, startLocalServer, statusOf, stopLocalServer } from "./index";
import { isAlive } from "./postmaster";
import { serversInClosedFolder } from "./servers-for-tests";

const { folder, withServer } = serversInClosedFolder();

describe("a port", () => {
  /** Listens on a port (0: on any) while `work` runs. */
  async function occupied(wanted: number, work: (port: number) => Promise<void>): Promise<void> {
    const program = createServer().listen(wanted, "127.0.0.1");
    await once(program, "listening");
    try {
      await work((program.address() as AddressInfo).port);
    } finally {
      program.close();
      await once(program, "close");
    }
  }

  test("that was asked for and is taken ends the start, with the name of who has it", async () => {
    await occupied(0, (port) =>
      withServer(async (start, directory) => {
        const who = process.platform === "linux" ? `process ${process.pid} \\(` : "another program";
        const message = new RegExp(`port ${port} is taken by ${who}`);
        await assert.rejects(start({ port }), { reason: "port-taken", message });
        assert.equal(statusOf(directory).state, "absent");
      }),
    );
  });

  test("is kept from start to start, and given up with a word when another program has it", async () => {
    await withServer(async (start) => {
      const made = await start();
      await made.stop();
      const again = await start();
      assert.deepEqual([again.port, again.formerPort], [made.port, undefined]);
      await again.stop();
      const lines: string[] = [];
      await occupied(made.port, async () => {
        const moved = await start({ log: (line) => lines.push(line) });
        assert.notEqual(moved.port, made.port);
        assert.equal(moved.formerPort, made.port);
        assert.match(
          lines.join("\n"),
          new RegExp(
            `port ${made.port}, which the server had, is taken by .*: it moves to port ${moved.port}`,
          ),
        );
        await assert.rejects(start({ port: made.port }), {
          reason: "port-taken",
          message: /runs already, on port/,
        });
      });
    });
  });

  test("that doesn't exist is refused", async () => {
    await withServer(async (start) => {
      for (const port of [0, 65_536, 1.5]) await assert.rejects(start({ port }), RangeError);
    });
  });
});

describe("a server's folder", () => {
  test("of another major version is refused with the way out", async () => {
    await withServer(async (start, directory) => {
      await start({ major: 16 });
      await stopLocalServer(directory);
      await assert.rejects(start({ major: 17 }), {
        reason: "wrong-major",
        message: /was made by PostgreSQL 16 and cannot be used by PostgreSQL 17: ask for major version 16/,
      });
    });
  });

  test("is begun anew where an earlier attempt was broken off", async () => {
    await withServer(async (start, directory) => {
      const made = await start();
      await made.stop();
      rmSync(made.dataDirectory, { recursive: true });
      mkdirSync(`${made.dataDirectory}.new`);
      writeFileSync(join(`${made.dataDirectory}.new`, "PG_VERSION"), "18\n");
      assert.equal(statusOf(directory).state, "absent");
      assert.equal((await start()).started, "created");
      assert.ok(!existsSync(`${made.dataDirectory}.new`));
    });
  });

  test("is started although another process has the dead server's number", async () => {
    await withServer(async (start) => {
      const made = await start();
      process.kill(made.pid, "SIGKILL");
      while (isAlive(made.pid)) await sleep(20);
      // One of the server's own account: PostgreSQL itself takes only those for a server.
      const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
        ...asAccount(accountOf(made.dataDirectory)),
        cwd: "/",
      });
      try {
        await once(other, "spawn");
        const file = join(made.dataDirectory, "postmaster.pid");
        const lines = readFileSync(file, "utf8").split("\n");
        writeFileSync(file, [String(other.pid), ...lines.slice(1)].join("\n"));
        assert.equal((await start()).started, "recovered after a crash");
      } finally {
        other.kill("SIGKILL");
      }
    });
  });

  test("is started although the killed server left a busy session behind", async () => {
    await withServer(async (start) => {
      const made = await start();
      const session = await connect(made.settings);
      const busy = session.rows("SELECT count(*) FROM generate_series(1, 15000000)").catch(() => undefined);
      await sleep(200);
      process.kill(made.pid, "SIGKILL");
      const lines: string[] = [];
      const again = await start({ log: (line) => lines.push(line) });
      assert.equal(again.started, "recovered after a crash");
      assert.ok(lines.includes("waiting for a process of the killed server to end"), lines.join("\n"));
      await busy;
      await session.end();
    });
  });

  test("may have a name that a shell would misread", async () => {
    const directory = join(folder(), 'it\'s $(a) "name" `x`; #1');
    const server = await startLocalServer({ directory, port: "any", durable: false });
    assert.equal(server.started, "created");
    assert.equal(await removeLocalServer(directory), "removed");
    assert.ok(!existsSync(directory));
  });

  test("is removed with all that the server has, and nothing of anybody else's", async () => {
    await withServer(async (start, directory) => {
      const server = await start();
      writeFileSync(join(directory, "notes.txt"), "mine");
      writeFileSync(join(directory, `${TEMPORARY}initdb-1`), "what a killed start left");
      assert.equal(await removeLocalServer(directory), "removed");
      assert.equal(isAlive(server.pid), false);
      assert.equal(existsSync(server.dataDirectory), false);
      assert.deepEqual(readdirSync(directory), ["notes.txt"]);
      assert.equal(await removeLocalServer(directory), "was not there");
    });
  });

  test("tells what the server said when it doesn't start", async () => {
    await withServer(async (start) => {
      await assert.rejects(start({ settings: { shared_buffers: "much" } }), (error: unknown) => {
        assert.ok(error instanceof LocalServerError);
        assert.match(error.message, /did not start: .*invalid value for parameter "shared_buffers": "much"/);
        assert.match(error.message, /Its log: /);
        return true;
      });
    });
  });

  test("whose password no longer fits says where it is kept", async () => {
    await withServer(async (start) => {
      const server = await start();
      await withSession(server.settings, (session) =>
        session.query("ALTER ROLE postgres PASSWORD 'another'"),
      );
      await assert.rejects(start(), {
        message:
          /runs, but its superuser postgres cannot log in: .*refused the password.*superuser\.password/,
      });
    });
  });
});
