import { resolve } from "node:path";

/** A folder with ready programs, `pulumi` and `pulumi-language-nodejs`; nothing else is tried then. */
export const DIRECTORY_VARIABLE = "PALISADE_ENGINE_DIR";

/** Where engines are kept, for several checkouts to share. @default .palisade/engine in this project */
export const CACHE_VARIABLE = "PALISADE_ENGINE_CACHE";

/** The project's own folder. */
export const PROJECT = resolve(__dirname, "..", "..");

/** Where things lie. All paths are absolute. */
export interface Locations {
  /** One folder an engine. */
  readonly engines: string;
  /** One folder a stand-in, so that each can be put on PATH by itself. */
  readonly plugins: string;
  /** Pulumi's own home folder, for an engine that is ours: it must not meddle with an installation of the user's. */
  readonly home: string;
}

/** Where things lie in this project, or where the environment says. */
export function locationsFor(environment: NodeJS.ProcessEnv, project = PROJECT): Locations {
  const cache = environment[CACHE_VARIABLE];
  return {
    engines:
      cache === undefined || cache === "" ? resolve(project, ".palisade", "engine") : resolve(project, cache),
    plugins: resolve(project, ".palisade", "plugins"),
    home: resolve(project, ".palisade", "pulumi-home"),
  };
}

/** The folder of one engine: programs of one platform don't run on another that shares the disk. */
export function engineFolder(engines: string, version: string): string {
  return resolve(engines, `${version}-${process.platform}-${process.arch}`);
}
