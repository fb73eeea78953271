export { ACCOUNT_VARIABLE } from "./account";
export type { ServerSettings } from "./configuration";
export { MAJORS, type Major } from "./distribution";
export { LocalServerError, type LocalServerFailure } from "./errors";
export {
  defaultDirectory,
  findLocalServer,
  removeLocalServer,
  startLocalServer,
  statusOf,
  stopLocalServer,
} from "./server";
export type { LocalServer, LocalServerOptions, LocalServerStatus } from "./types";
