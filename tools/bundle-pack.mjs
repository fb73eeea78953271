// Bundles a policy pack into one file that starts in a tenth of the time of its sources: the engine waits for the pack
// before it runs the program. Used by tools/build.mjs and by the packs' tests.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Pack → entry point and bundle, both counted from the project's folder. */
export const PACKS = {
  baseline: { entry: "policies/packs/baseline/index.ts", outfile: "dist/policies/baseline.cjs" },
  strict: { entry: "policies/packs/strict/index.ts", outfile: "dist/policies/strict.cjs" },
};

/**
 * What no bundle holds. `pg-native` is an optional part of pg, never used here. `libpg-query` is found among the package's
 * dependencies when a custom policy is declared: it looks for its WASM beside itself, and is most of a start's time.
 */
export const EXTERNAL = ["pg-native", "libpg-query"];

/**
 * The policy framework takes two things from the whole of the Pulumi SDK. Loading the SDK for them is five sixths of a
 * pack's start (410 ms against 60 ms).
 */
const SDK_PARTS = `exports.asset = require("@pulumi/pulumi/asset");
exports.Output = require("@pulumi/pulumi/output").Output;
`;

const onlyWhatIsUsed = {
  name: "only what the policy framework uses of the SDK",
  setup(bundler) {
    bundler.onResolve({ filter: /^@pulumi\/pulumi$/ }, () => ({ path: "sdk-parts", namespace: "palisade" }));
    bundler.onLoad({ filter: /^sdk-parts$/, namespace: "palisade" }, () => ({
      contents: SDK_PARTS,
      resolveDir: ROOT,
    }));
  },
};

/** Bundles one pack and returns the file. In one step, so that nobody ever starts half of it. */
export async function bundlePack(name) {
  const { entry, outfile } = PACKS[name];
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    external: EXTERNAL,
    supported: { "dynamic-import": false },
    plugins: [onlyWhatIsUsed],
    write: false,
  });
  const path = join(ROOT, outfile);
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, result.outputFiles[0].contents);
  renameSync(beside, path);
  // The code caches of earlier bundles.
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(`${basename(path)}.`) && name.endsWith(".cache"))
      rmSync(join(dirname(path), name), { force: true });
  return path;
}
