/**
 * Where a program comes from: `official`, an installation that was on this machine already; `downloaded`, the official
 * release fetched into this project; `built`, compiled here from the official Go modules; `given`, from the folder in
 * `PALISADE_ENGINE_DIR`.
 */
export type ProgramOrigin = "official" | "downloaded" | "built" | "given";

/** Where a plugin comes from: `official`, Pulumi's own; `stand-in`, this project's local replacement; `own`, this project's plugin. */
export type PluginOrigin = "official" | "stand-in" | "own";

/** One program of the engine. */
export interface EngineProgram {
  /** Absolute. */
  readonly path: string;
  readonly origin: ProgramOrigin;
  /** `undefined` where the program does not say. */
  readonly version: string | undefined;
}

/** One provider plugin that the stack needs. */
export interface PluginInstallation {
  readonly name: string;
  readonly version: string;
  /** The executable; `undefined` for an official plugin, which the engine finds by itself. */
  readonly path: string | undefined;
  readonly origin: PluginOrigin;
}

/** Everything that it takes to run `pulumi`. */
export interface EngineInstallation {
  /** Of the command line. */
  readonly version: string;
  readonly pulumi: EngineProgram;
  readonly languageHost: EngineProgram;
  readonly plugins: readonly PluginInstallation[];
  /** To be laid over the environment that `pulumi` runs in. Holds PATH whole. */
  readonly env: Readonly<Record<string, string>>;
}

/** What {@link EngineInstallation} is made for. */
export interface EngineOptions {
  /** Gets one line for everything that takes longer than two seconds, and for what the user should know. @default standard error */
  readonly log?: (line: string) => void;
  /** Ends the work, child processes included. */
  readonly signal?: AbortSignal;
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
}
