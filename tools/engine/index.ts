export { describeEngine } from "./describe";
export { ensureEngine } from "./ensure-engine";
export { EngineError, type EngineFailure } from "./errors";
export { ensureFurtherHosts } from "./further-hosts";
export { CACHE_VARIABLE, DIRECTORY_VARIABLE } from "./locations";
export type {
  EngineInstallation,
  EngineOptions,
  EngineProgram,
  PluginInstallation,
  PluginOrigin,
  ProgramOrigin,
} from "./types";
