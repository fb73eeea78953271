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
 * The Pulumi SDK loads a whole TypeScript compiler and npm's package reader at its start, to serialise functions. Nothing
 * here does that, and without them a pack starts in a quarter of the time.
 */
function withoutSerialisation() {
  return {
    name: "without-serialisation",
    setup(bundle) {
      bundle.onLoad(
        { filter: /@pulumi[\\/]pulumi[\\/]typescript-shim\.js$|@npmcli[\\/]arborist[\\/]/ },
        () => ({
          contents: "module.exports = {};",
          loader: "js",
        }),
      );
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
  // Optional native client of pg, never used here.
  external: ["pg-native"],
  plugins: [withoutSerialisation()],
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
