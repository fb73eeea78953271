// Builds what runs as a program of its own: the plugin, the command line, the policy pack. With --declarations also the
// library (JavaScript and types) for the published package. Nothing here is needed to import the TypeScript sources.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePack, PACKS } from "./bundle-pack.mjs";
import { bundleProgram } from "./bundle-program.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

/** Entry point → bundle. One file each, so that a program starts without reading a tree of modules. */
const BUNDLES = {
  "provider/plugin/main.ts": "dist/plugin/palisade.cjs",
  "cli/main.ts": "dist/cli/palisade.cjs",
};

// With the code caches of earlier bundles.
for (const outfile of Object.values(BUNDLES))
  rmSync(join(ROOT, dirname(outfile)), { recursive: true, force: true });

for (const [entry, outfile] of Object.entries(BUNDLES)) {
  if (!existsSync(join(ROOT, entry))) continue;
  await bundleProgram(entry, outfile);
}

for (const name of Object.keys(PACKS)) await bundlePack(name);

if (process.argv.includes("--declarations")) {
  const tsc = require.resolve("typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "--project", "tsconfig.build.json"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.exitCode = result.status ?? 1;
}
