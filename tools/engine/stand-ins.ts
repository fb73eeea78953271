import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { explainFileError } from "./errors";
import { PROJECT } from "./locations";

/** The official plugins that have a local stand-in, and that the stack needs. */
export const STAND_INS = ["postgresql", "random"] as const;

/** Starts a bundle with V8's code cache. */
const START = join(PROJECT, "provider", "bin", "start-bundle.cjs");

/** One of {@link STAND_INS}. */
export type StandIn = (typeof STAND_INS)[number];

/**
 * Bundles a stand-in from this project's sources into a folder that can be put on PATH, and returns the executable.
 * What is there already and the same stays untouched, so that an engine may be running from it.
 */
export async function makeStandIn(plugins: string, name: StandIn): Promise<string> {
  const folder = join(plugins, name);
  const program = `pulumi-resource-${name}`;
  const bundle = await build({
    absWorkingDir: PROJECT,
    entryPoints: [join("tools", "local-plugins", name, "main.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    // Most of what a starting plugin reads is generated protocol code, and most of that whitespace.
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent",
    // Optional native client of pg, never used here.
    external: ["pg-native"],
    write: false,
  });
  const [output] = bundle.outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of the stand-in ${name}`);
  try {
    mkdirSync(folder, { recursive: true });
    place(join(folder, `${program}.cjs`), output.text);
    const launcher = join(folder, program);
    place(
      launcher,
      [
        "#!/usr/bin/env node",
        "// A local stand-in for Pulumi's official plugin; see tools/local-plugins.",
        `require(${JSON.stringify(START)})(require.resolve("./${program}.cjs"));`,
        "",
      ].join("\n"),
    );
    chmodSync(launcher, 0o755);
    return launcher;
  } catch (error) {
    throw explainFileError(error, folder);
  }
}

/** Writes a file in one step, so that nobody ever runs half of it. */
function place(path: string, text: string): void {
  if (readIfThere(path) === text) return;
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
