import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

/** What a bundle with the driver saw while it was loaded, and what was there afterwards. */
function start(): { readonly fetch: boolean; readonly before: string; readonly after: string } {
  const folder = mkdtempSync(join(tmpdir(), "palisade-start-"));
  try {
    const bundle = join(folder, "bundle.cjs");
    writeFileSync(bundle, `require(${JSON.stringify(require.resolve("pg"))});\n`);
    const launcher = join(folder, "launcher.cjs");
    writeFileSync(
      launcher,
      `const before = typeof globalThis.navigator;
       require(${JSON.stringify(join(__dirname, "..", "bin", "start-bundle.cjs"))})(${JSON.stringify(bundle)});
       const fetch = process.moduleLoadList.some((name) => name.includes("undici"));
       process.stdout.write(JSON.stringify({ fetch, before, after: typeof globalThis.navigator }));`,
    );
    const { stdout, stderr, status } = spawnSync(process.execPath, [launcher], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("loading the driver does not load all of fetch, and leaves no navigator behind", () => {
  const { fetch, before, after } = start();
  assert.equal(fetch, false);
  assert.equal(after, before);
});
