import { type CachedEngine, cachedEngine, makeEngine } from "./cache";
import { DOWNLOADED_VERSION, downloadEngine, downloadsProblem } from "./download";
import { engineEnvironment } from "./environment";
import { EngineError } from "./errors";
import { BUILT_VERSIONS, buildEngine } from "./go-build";
import { DIRECTORY_VARIABLE, type Locations, locationsFor } from "./locations";
import { exclusively } from "./lock";
import { engineIn, engineOnPath } from "./official";
import { findPlugins } from "./plugins";
import type { EngineInstallation, EngineOptions, EngineProgram, ProgramOrigin } from "./types";

/** The two programs, however they were had. */
interface FoundEngine {
  readonly pulumi: string;
  readonly languageHost: string;
  readonly origin: ProgramOrigin;
  readonly version: string;
  readonly languageHostVersion: string | undefined;
}

/** {@link EngineOptions} with nothing left out. Tests replace what reaches out of this machine. */
export interface EngineRequest {
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly locations: Locations;
  readonly downloadsProblem: (signal?: AbortSignal) => Promise<string | undefined>;
}

/**
 * Gets a Pulumi engine and the plugins that the stack needs: the `pulumi` on PATH; otherwise one that was downloaded or
 * built before; otherwise the official download; otherwise a build from Go modules. What it takes is done once and kept.
 * Several processes may ask at once. Throws an {@link EngineError} where no way works.
 */
export async function ensureEngine(options: EngineOptions = {}): Promise<EngineInstallation> {
  const environment = options.environment ?? process.env;
  return prepareEngine({
    log: options.log ?? ((line) => process.stderr.write(`${line}\n`)),
    signal: options.signal,
    environment,
    locations: locationsFor(environment),
    downloadsProblem,
  });
}

/** {@link ensureEngine} with every dependency given. */
export async function prepareEngine(request: EngineRequest): Promise<EngineInstallation> {
  try {
    const engine = await findEngine(request);
    const { pulumi, languageHost, origin, version } = engine;
    const plugins = await findPlugins({
      pulumi,
      origin,
      environment: {
        ...request.environment,
        ...engineEnvironment(request.environment, engine, [], request.locations),
      },
      folder: request.locations.plugins,
      log: request.log,
      signal: request.signal,
      downloadsProblem: once(() => request.downloadsProblem(request.signal)),
    });
    return {
      version,
      pulumi: { path: pulumi, origin, version },
      languageHost: program(languageHost, origin, engine.languageHostVersion),
      plugins,
      env: engineEnvironment(request.environment, engine, plugins, request.locations),
    };
  } catch (error) {
    if (request.signal?.aborted === true) {
      throw new EngineError("cancelled", "getting the engine was cancelled", error);
    }
    throw error;
  }
}

async function findEngine(request: EngineRequest): Promise<FoundEngine> {
  const { environment, locations, signal } = request;
  const given = environment[DIRECTORY_VARIABLE];
  if (given !== undefined && given !== "") {
    const engine = await engineIn(given, environment, signal);
    if ("problem" in engine) {
      const message = `${DIRECTORY_VARIABLE} names ${given}, but ${engine.problem}: correct it, or take the variable away`;
      throw new EngineError("given-folder", message);
    }
    return { ...engine, origin: "given", languageHostVersion: undefined };
  }
  const official = await engineOnPath(environment, locations.engines, signal);
  if (!("problem" in official)) {
    return { ...official, origin: "official", languageHostVersion: official.version };
  }
  const kept = findKept(locations);
  if (kept !== undefined) return kept;
  return exclusively(
    locations.engines,
    request.log,
    signal,
    // Whom this process waited for may have left one.
    async (locked) =>
      findKept(locations) ?? (await getEngine({ ...request, signal: locked }, official.problem)),
  );
}

/** One that was downloaded or built before. */
function findKept({ engines }: Locations): CachedEngine | undefined {
  return cachedEngine(engines, DOWNLOADED_VERSION) ?? cachedEngine(engines, BUILT_VERSIONS.cli);
}

async function getEngine(
  request: EngineRequest & { readonly signal: AbortSignal },
  pathProblem: string,
): Promise<CachedEngine> {
  const { locations, environment, log, signal } = request;
  const engines = locations.engines;
  let downloadProblem = await request.downloadsProblem(signal);
  if (downloadProblem === undefined) {
    try {
      return await makeEngine(engines, DOWNLOADED_VERSION, async (folder) => {
        await downloadEngine({ folder, environment, log, signal });
        await mustRun(folder, environment, DOWNLOADED_VERSION, signal);
        return {
          origin: "downloaded",
          version: DOWNLOADED_VERSION,
          languageHostVersion: DOWNLOADED_VERSION,
        };
      });
    } catch (error) {
      if (!(error instanceof EngineError) || error.reason === "disk-full") throw error;
      downloadProblem = error.message;
      log(`${downloadProblem}; trying to build it`);
    }
  }
  try {
    return await makeEngine(engines, BUILT_VERSIONS.cli, async (folder) => {
      await buildEngine({ folder, environment, log, signal });
      await mustRun(folder, environment, BUILT_VERSIONS.cli, signal);
      return {
        origin: "built",
        version: BUILT_VERSIONS.cli,
        languageHostVersion: BUILT_VERSIONS.languageHost,
      };
    });
  } catch (error) {
    if (!(error instanceof EngineError) || error.reason === "disk-full") throw error;
    throw noWay(pathProblem, downloadProblem, error);
  }
}

/** A program that was made must also work, before anybody takes it for whole. */
async function mustRun(
  folder: string,
  environment: NodeJS.ProcessEnv,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const engine = await engineIn(folder, environment, signal);
  if ("problem" in engine) {
    throw new EngineError("broken-program", `the engine was made, but does not work: ${engine.problem}`);
  }
  if (engine.version !== version) {
    const message = `the engine was made, but says version ${engine.version} instead of ${version}`;
    throw new EngineError("broken-program", message);
  }
}

function noWay(pathProblem: string, downloadProblem: string, build: EngineError): EngineError {
  return new EngineError(
    build.reason === "no-go" ? "no-way" : build.reason,
    "Pulumi's engine is needed, and none of the three ways to get it works:\n" +
      `  1. an installed one: ${pathProblem}\n` +
      `  2. the official download: ${downloadProblem}\n` +
      `  3. a build from Go modules: ${build.message}\n` +
      "Put one of the three right: install Pulumi, open the way to the download, or install Go and let it reach a module proxy.",
    build,
  );
}

function program(path: string, origin: ProgramOrigin, version: string | undefined): EngineProgram {
  return { path, origin, version };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}
