import { join } from "node:path";
import { version as POSTGRESQL } from "@pulumi/postgresql/package.json";
import { version as RANDOM } from "@pulumi/random/package.json";
import { VERSION } from "../../provider/sdk/version";
import { PROJECT } from "./locations";
import { withProgress } from "./progress";
import { runCommand } from "./run-command";
import { makeStandIn, STAND_INS, type StandIn } from "./stand-ins";
import type { PluginInstallation, ProgramOrigin } from "./types";

/** The versions that the installed npm packages ask for. */
const WANTED: Record<StandIn, string> = { postgresql: POSTGRESQL, random: RANDOM };

/** How long one official plugin may take to install, in milliseconds. */
const INSTALL_LIMIT = 120_000;

/** How long listing plugins may take, in milliseconds. */
const LIST_LIMIT = 20_000;

/** What finding the plugins needs. */
export interface PluginRequest {
  readonly pulumi: string;
  readonly origin: ProgramOrigin;
  /** What `pulumi` runs with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where stand-ins are put. */
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Why official downloads cannot be had, or `undefined`. Asked only when it matters. */
  readonly downloadsProblem: () => Promise<string | undefined>;
}

/**
 * The plugins that the stack needs: the official ones where they are installed or can be, a stand-in for each of the
 * others, and this project's own.
 */
export async function findPlugins(request: PluginRequest): Promise<PluginInstallation[]> {
  const installed = await installedPlugins(request);
  const found = await Promise.all(
    STAND_INS.map(async (name): Promise<PluginInstallation> => {
      const version = WANTED[name];
      if (installed.has(`${name} ${version}`) || (await installNow(request, name, version))) {
        return { name, version, path: undefined, origin: "official" };
      }
      return { name, version, path: await makeStandIn(request.folder, name), origin: "stand-in" };
    }),
  );
  const own = join(PROJECT, "provider", "bin", "pulumi-resource-palisade");
  return [...found, { name: "palisade", version: VERSION, path: own, origin: "own" }];
}

async function installedPlugins(request: PluginRequest): Promise<Set<string>> {
  const result = await runCommand(request.pulumi, ["plugin", "ls", "--json"], {
    env: request.environment,
    signal: request.signal,
    timeout: LIST_LIMIT,
  });
  if (result.status !== 0) return new Set();
  try {
    const plugins = JSON.parse(result.stdout) as { name?: string; kind?: string; version?: string }[];
    return new Set(
      plugins
        .filter((plugin) => plugin.kind === "resource")
        .map((plugin) => `${plugin.name} ${plugin.version?.replace(/^v/, "")}`),
    );
  } catch {
    return new Set();
  }
}

/** Lets an official engine install an official plugin, where it can. One that was built here is on a machine that cannot. */
async function installNow(request: PluginRequest, name: string, version: string): Promise<boolean> {
  if (request.origin === "built") return false;
  if ((await request.downloadsProblem()) !== undefined) return false;
  const result = await withProgress(
    `installing Pulumi's plugin ${name} ${version}`,
    request.log,
    () => "",
    () =>
      runCommand(request.pulumi, ["plugin", "install", "resource", name, version, "--non-interactive"], {
        env: request.environment,
        signal: request.signal,
        timeout: INSTALL_LIMIT,
      }),
  );
  if (result.status === 0) return true;
  const why = result.timedOut ? `not done after ${INSTALL_LIMIT / 1000} s` : lastLine(result.stderr);
  request.log(`Pulumi's plugin ${name} ${version} cannot be installed (${why}); using its local stand-in`);
  return false;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
