import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";

const ROOT = resolve(__dirname, "..");

describe("PostgreSQL's parser from a bundle that starts as the plugin does", () => {
  let folder: string;
  let bundle: string;

  before(async () => {
    mkdirSync(join(ROOT, "dist"), { recursive: true });
    folder = mkdtempSync(join(ROOT, "dist", "bundle-test-"));
    const entry = join(folder, "entry.ts");
    bundle = join(folder, "entry.cjs");
    writeFileSync(
      entry,
      `import { loadParser } from ${JSON.stringify(join(ROOT, "postgres", "expression", "index"))};
       const loaded = () => Object.keys(require.cache).some((path) => path.includes("libpg-query"));
       const before = loaded();
       loadParser().then((parse) => {
         const good = "expression" in parse("tenant_id = 1");
         const bad = "problem" in parse("true) OR (true");
         process.stdout.write(JSON.stringify({ before, after: loaded(), good, bad }));
       });`,
    );
    const { bundleProgram } = await import("./bundle-program.mjs");
    await bundleProgram(entry, bundle);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = (): unknown => {
    const starter = join(ROOT, "provider", "bin", "start-bundle.cjs");
    const script = `require(${JSON.stringify(starter)})(${JSON.stringify(bundle)})`;
    return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
  };

  test("is found with its WASM, and is not loaded before it is asked for", () => {
    assert.deepEqual(start(), { before: false, after: true, good: true, bad: true });
  });

  test("is found again by a start with the code cache", () => {
    assert.deepEqual(start(), { before: false, after: true, good: true, bad: true });
  });
});
