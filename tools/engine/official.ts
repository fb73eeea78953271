import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROGRAMS } from "./cache";
import { findProgram, isExecutable } from "./find-program";
import { runCommand } from "./run-command";

/** How long a program may take to say its version, in milliseconds. */
const VERSION_LIMIT = 20_000;

/** An engine that lies ready in folders of its own. */
export interface ReadyEngine {
  readonly pulumi: string;
  readonly languageHost: string;
  readonly version: string;
}

/** Why an engine cannot be used. */
export interface Unusable {
  readonly problem: string;
}

/** The `pulumi` on PATH, with the language host that belongs to it; engines of this project's own cache don't count. */
export async function engineOnPath(
  environment: NodeJS.ProcessEnv,
  cache: string,
  signal?: AbortSignal,
): Promise<ReadyEngine | Unusable> {
  const pulumi = findProgram(PROGRAMS.pulumi, environment, [cache]);
  if (pulumi === undefined) return { problem: "there is no pulumi on PATH" };
  const beside = join(dirname(realpathSync(pulumi)), PROGRAMS.languageHost);
  const languageHost = isExecutable(beside)
    ? beside
    : findProgram(PROGRAMS.languageHost, environment, [cache]);
  if (languageHost === undefined) {
    return {
      problem: `${pulumi} has no ${PROGRAMS.languageHost} beside it or on PATH; an official installation has`,
    };
  }
  const version = await versionOf(pulumi, environment, signal);
  return version === undefined
    ? { problem: `${pulumi} does not say its version` }
    : { pulumi, languageHost, version };
}

/** The programs of a folder that the user named; also one with a `bin` in it, as official installations have. */
export async function engineIn(
  folder: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<ReadyEngine | Unusable> {
  const home = [folder, join(folder, "bin")].find((place) => isExecutable(join(place, PROGRAMS.pulumi)));
  if (home === undefined) return { problem: `there is no program ${PROGRAMS.pulumi} in it` };
  const pulumi = join(home, PROGRAMS.pulumi);
  const languageHost = join(home, PROGRAMS.languageHost);
  if (!isExecutable(languageHost)) return { problem: `there is no program ${PROGRAMS.languageHost} in it` };
  const version = await versionOf(pulumi, environment, signal);
  return version === undefined
    ? { problem: `its ${PROGRAMS.pulumi} does not say its version` }
    : { pulumi, languageHost, version };
}

/** What `pulumi version` says, without the `v`; `undefined` for a program that doesn't work or isn't Pulumi. */
export async function versionOf(
  pulumi: string,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const env = { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const result = await runCommand(pulumi, ["version"], { env, signal, timeout: VERSION_LIMIT });
    return result.status === 0 ? /^v?(\d+\.\d+\.\d+\S*)/.exec(result.stdout.trim())?.[1] : undefined;
  } catch (error) {
    signal?.throwIfAborted();
    // Not executable on this platform, for example.
    if ((error as { code?: unknown }).code !== undefined) return undefined;
    throw error;
  }
}
