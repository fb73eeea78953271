import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

/** Starts a pack and gives the first that it says. */
function started(args: readonly string[], pack: string, stdin: "ignore" | "pipe") {
  const child = spawn(process.execPath, args, {
    cwd: join(__dirname, pack),
    stdio: [stdin, "pipe", "pipe"],
  });
  const said = new Promise<string>((resolve, reject) => {
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString()));
    child.once("close", (code) => reject(new Error(`the pack ended with ${code}: ${errors.slice(0, 2000)}`)));
  });
  return { child, said };
}

/** What an official language host does with a pack's folder: Pulumi's own runner, started in it. */
const RUNNER = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

for (const pack of ["baseline", "strict"]) {
  test(`the folder of the pack ${pack} starts under Pulumi's own runner and serves`, async () => {
    const script = `process.argv.splice(1, 0, "run"); require(${JSON.stringify(RUNNER)});`;
    const { child, said } = started(["-e", script, "127.0.0.1:1", "."], pack, "ignore");
    try {
      assert.match(await said, /^\d+\s*$/);
    } finally {
      child.kill();
    }
  });

  test(`the pack ${pack} ends when the engine that started it is gone, and not before`, {
    timeout: 30_000,
  }, async () => {
    const { child, said } = started(["main.cjs"], pack, "pipe");
    const ended = once(child, "exit");
    try {
      await said;
      // A quarter of a second is many times what it takes to end.
      assert.equal(await Promise.race([ended, delay(250, "still there")]), "still there");
      child.stdin?.destroy();
      assert.deepEqual(await ended, [0, null]);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test(`the pack ${pack} ends in order at a signal, or it would never leave a code cache`, async () => {
    const { child, said } = started(["main.cjs"], pack, "ignore");
    const ended = once(child, "exit");
    await said;
    child.kill();
    assert.deepEqual(await ended, [0, null]);
  });
}
