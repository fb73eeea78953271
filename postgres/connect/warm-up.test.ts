import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

test("a warm-up ends by itself, says nothing, and loads what a password is proven with", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      "--import",
      "tsx",
      "--eval",
      `const loaded = () => process.moduleLoadList.filter((name) => /crypto.(pbkdf2|mac)$/.test(name)).length;
       const before = loaded();
       require(${JSON.stringify(join(__dirname, "warm-up"))}).warmUp();
       process.on("exit", () => process.stdout.write(JSON.stringify([before, loaded()])));`,
    ],
    { encoding: "utf8" },
  );
  assert.deepEqual([stdout, stderr, status], [stdout, "", 0]);
  const [before, after] = JSON.parse(stdout) as [number, number];
  assert.ok(after > before, stdout);
});
