// Builds what runs as a program of its own: the plugin, the command line, the policy pack. With --declarations also the
// library (JavaScript and types) for the published package. Nothing here is needed to import the TypeScript sources.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

/** Entry point → bundle. One file each, so that a program starts without reading a tree of modules. */
const BUNDLES = {
  "provider/plugin/main.ts": "dist/plugin/palisade.cjs",
  "cli/main.ts": "dist/cli/palisade.cjs",
  "policies/packs/baseline/index.ts": "dist/policies/baseline.cjs",
};

/**
 * The Pulumi SDK loads a whole TypeScript compiler at its start, to serialise functions. Nothing here does, and without
 * it a pack starts in half the time and a fifth of the size.
 */
function withoutTypeScript() {
  return {
    name: "without-typescript",
    setup(bundle) {
      bundle.onLoad({ filter: /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$/ }, () => ({
        contents: "module.exports = {};",
        loader: "js",
      }));
    },
  };
}

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  // The generated protocol stubs are huge; whitespace is most of what a starting program reads.
  minifyWhitespace: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
  external: [
    // Optional native client of pg, never used here.
    "pg-native",
    // What the Pulumi SDK loads only when it looks into package trees, which never happens here.
    "@npmcli/arborist",
  ],
  plugins: [withoutTypeScript()],
};

for (const [entry, outfile] of Object.entries(BUNDLES)) {
  if (!existsSync(join(ROOT, entry))) continue;
  await build({ ...common, entryPoints: [entry], outfile });
}

if (process.argv.includes("--declarations")) {
  const tsc = require.resolve("typescript/bin/tsc");
  const result = spawnSync(process.execPath, [tsc, "--project", "tsconfig.build.json"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.exitCode = result.status ?? 1;
}
