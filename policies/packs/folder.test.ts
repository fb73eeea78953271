import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

/** What an official language host does with a pack's folder: Pulumi's own runner, started in it. */
const RUNNER = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

for (const pack of ["baseline", "strict"]) {
  test(`the folder of the pack ${pack} starts under Pulumi's own runner and serves`, async () => {
    const script = `process.argv.splice(1, 0, "run"); require(${JSON.stringify(RUNNER)});`;
    const child = spawn(process.execPath, ["-e", script, "127.0.0.1:1", "."], {
      cwd: join(__dirname, pack),
      stdio: ["ignore", "pipe", "pipe"],
    });
    try {
      const said = await new Promise<string>((resolve, reject) => {
        let errors = "";
        child.stderr.on("data", (chunk: Buffer) => {
          errors += chunk.toString();
        });
        child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()));
        child.once("close", (code) =>
          reject(new Error(`the runner ended with ${code}: ${errors.slice(0, 2000)}`)),
        );
      });
      assert.match(said, /^\d+\s*$/);
    } finally {
      child.kill();
    }
  });
}
