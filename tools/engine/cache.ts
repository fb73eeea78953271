import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { explainFileError } from "./errors";
import { isExecutable } from "./find-program";
import { engineFolder } from "./locations";
import type { ProgramOrigin } from "./types";

/** What a folder of the cache says about itself. Written last: a folder without it is nothing. */
interface Manifest {
  readonly origin: ProgramOrigin;
  readonly version: string;
  readonly languageHostVersion: string;
}

/** An engine in the cache. */
export interface CachedEngine extends Manifest {
  readonly pulumi: string;
  readonly languageHost: string;
}

const MANIFEST = "installation.json";
const UNFINISHED = ".unfinished-";

/** The programs' names; the command line looks for its language hosts beside itself. */
export const PROGRAMS = { pulumi: "pulumi", languageHost: "pulumi-language-nodejs" } as const;

/** What the language host of an engine that was built here runs programs by; it lies beside it. */
export const RUNNER_PROGRAM = "pulumi-language-nodejs-runner";

/** The engine of this version, where it is whole. */
export function cachedEngine(engines: string, version: string): CachedEngine | undefined {
  const folder = engineFolder(engines, version);
  const pulumi = join(folder, "bin", PROGRAMS.pulumi);
  const languageHost = join(folder, "bin", PROGRAMS.languageHost);
  if (!isExecutable(pulumi) || !isExecutable(languageHost)) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), "utf8")) as Manifest;
    // An engine that was built before its language host could write programs is built again.
    if (manifest.origin === "built" && !isExecutable(join(folder, "bin", RUNNER_PROGRAM))) return undefined;
    return { ...manifest, pulumi, languageHost };
  } catch {
    return undefined;
  }
}

/**
 * Makes an engine in a folder of its own and puts it in its place in one step once it is whole. Whatever `make` throws,
 * nothing of it stays. Call it under the lock: leftovers of makers that were killed are removed first.
 */
export async function makeEngine(
  engines: string,
  version: string,
  make: (folder: string) => Promise<Manifest>,
): Promise<CachedEngine> {
  await makeFolder(engines, engineFolder(engines, version), async (unfinished) => {
    const manifest = await make(unfinished);
    writeFileSync(join(unfinished, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  });
  const engine = cachedEngine(engines, version);
  if (engine === undefined) throw new Error(`the engine in ${engines} is not whole`);
  return engine;
}

/** As {@link makeEngine}, for any folder of programs. */
export async function makeFolder(
  engines: string,
  folder: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  removeUnfinished(engines);
  const unfinished = join(engines, `${UNFINISHED}${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    mkdirSync(join(unfinished, "bin"), { recursive: true });
    await make(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw explainFileError(error, engines);
  }
}

function removeUnfinished(engines: string): void {
  if (!existsSync(engines)) return;
  for (const name of readdirSync(engines)) {
    if (name.startsWith(UNFINISHED)) rmSync(join(engines, name), { recursive: true, force: true });
  }
}
