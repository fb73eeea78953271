// Bundles a program into one file, so that it starts without reading a tree of modules. Used by tools/build.mjs, and by
// the test of how a bundle finds PostgreSQL's parser.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { EXTERNAL } from "./bundle-pack.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Bundles `entry` into `outfile`; both may be counted from the project's folder. */
export async function bundleProgram(entry, outfile) {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // The generated protocol stubs are huge; whitespace is most of what a starting program reads.
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "warning",
    external: EXTERNAL,
    // The plugin's bundle is started as a script, in which import() has no loader; require() has.
    supported: { "dynamic-import": false },
  });
}
