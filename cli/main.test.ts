import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { main } from "./main";
import { runCli } from "./testing/run-cli";
import { VERSION } from "./version";

const ROOT = join(__dirname, "..");

describe("the command line", () => {
  test("says its version, which is the package's", async () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    assert.equal(VERSION, manifest.version);
    assert.deepEqual(await runCli(["--version"]), { out: `${VERSION}\n`, err: "", status: 0 });
  });

  test("the pack's version is the package's", () => {
    const path = join(ROOT, "policies", "packs", "baseline", "package.json");
    assert.equal((JSON.parse(readFileSync(path, "utf8")) as { version: string }).version, VERSION);
  });

  test("helps on request, with status 0", async () => {
    const { out, status } = await runCli(["--help"]);
    assert.match(out, /^ {2}audit /m);
    assert.match(out, /^ {2}prove /m);
    assert.equal(status, 0);
  });

  for (const [what, args, message] of [
    ["an unknown option", ["audit", "--frobnicate"], /unknown option '--frobnicate'/],
    ["an unknown command", ["frobnicate"], /unknown command 'frobnicate'/],
    ["an unknown format", ["audit", "--format", "pdf"], /Allowed choices are text, json/],
    ["an unknown severity", ["audit", "--fail-on", "bad"], /Allowed choices are critical, high/],
    ["an excess argument", ["audit", "x"], /too many arguments/],
  ] as const) {
    test(`could not do the job with ${what}: status 2 and a sentence`, async () => {
      const { out, err, status } = await runCli(args);
      assert.match(err, message);
      assert.equal(out, "");
      assert.equal(status, 2);
    });
  }

  test("passes on what is a mistake of its own", async () => {
    const io = {
      out: () => {
        throw new TypeError("broken");
      },
      err: () => undefined,
      env: {},
      finish: () => undefined,
    };
    await assert.rejects(main(["node", "palisade", "--version"], io), TypeError);
  });
});

describe("the executable", () => {
  const program = join(ROOT, "bin", "palisade.js");
  const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

  test("starts, from the bundle or from the sources", () => {
    const { stdout, status } = run("--version");
    assert.equal(stdout, `${VERSION}\n`);
    assert.equal(status, 0);
  });

  test("ends with the command's status", () => {
    const { stderr, status } = run("audit", "--frobnicate");
    assert.match(stderr, /unknown option/);
    assert.equal(status, 2);
  });
});

describe("palisade audit without a server", () => {
  test("says what to do where nobody listens, without the password", async () => {
    const url = "postgresql://someone:hunter2@127.0.0.1:1/shop?sslmode=disable";
    const { out, err, status } = await runCli(["audit", "--url", url]);
    assert.equal(out, "");
    assert.match(err, /palisade: nothing listens on 127\.0\.0\.1:1: start the server/);
    assert.match(err, /warning: the password stands in the URL/);
    assert.doesNotMatch(err, /hunter2/);
    assert.equal(status, 2);
  });

  test("names every mistake of a connection", async () => {
    const { err, status } = await runCli(["audit"], { PGPORT: "70000", PGSSLMODE: "maybe" });
    assert.match(err, /PGPORT/);
    assert.match(err, /PGSSLMODE/);
    assert.equal(status, 2);
  });

  test("says which file of waivers cannot be read, before it connects", async () => {
    const { err, status } = await runCli(["audit", "--waivers", "/nowhere/waivers.json"]);
    assert.equal(err, "palisade: the waivers in /nowhere/waivers.json cannot be read: correct the path\n");
    assert.equal(status, 2);
  });
});
