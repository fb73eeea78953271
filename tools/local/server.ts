import { rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { connect } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { MAJORS, type Major } from "./distribution";
import { LocalServerError } from "./errors";
import { entriesOf, readIfThere, removeAll, TEMPORARY } from "./files";
import { guardServer } from "./guard";
import { currentLogFile } from "./launch";
import { withLock } from "./lock";
import { foldersOfData } from "./places";
import { findPostmaster } from "./postmaster";
import { bringUp, type Running } from "./start";
import {
  checkDirectory,
  majorIn,
  makeDirectory,
  passwordPath,
  readState,
  SUPERUSER,
  superuserPassword,
} from "./state";
import { stop } from "./stop";
import type { LocalServer, LocalServerOptions, LocalServerStatus } from "./types";

/** The default folder of a major version's server. */
export function defaultDirectory(major: Major): string {
  return resolve(__dirname, "..", "..", ".palisade", "server", String(major));
}

/**
 * Sees to it that a local PostgreSQL server runs: makes it, starts it, starts it again after a crash, or finds it
 * running. Only passwords by SCRAM, only TLS with a certificate that `verify-full` accepts, only this machine.
 * Safe when several processes ask at once.
 *
 * @throws LocalServerError whose message says what to do.
 */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const major = options.major ?? 18;
  if (!MAJORS.includes(major)) {
    throw new LocalServerError(
      "missing-package",
      `there is no embedded PostgreSQL ${String(major)}: choose one of ${MAJORS.join(", ")}`,
    );
  }
  const directory = resolve(options.directory ?? defaultDirectory(major));
  const log = options.log ?? (() => undefined);
  makeDirectory(directory);
  return withLock(directory, log, async () => {
    checkDirectory(directory);
    const steps = { ...options, major, directory, log };
    const running = await bringUp(steps);
    try {
      return await describe(running, major, directory, options);
    } catch (error) {
      // It ended between the look and the connection: killed, or stopped by hand.
      if (running.started !== "already running" || statusOf(directory).state === "running") throw error;
      return describe(await bringUp(steps), major, directory, options);
    }
  });
}

/**
 * The running server of a folder, as {@link startLocalServer} describes it.
 *
 * @throws LocalServerError where none runs.
 */
export async function findLocalServer(directory: string): Promise<LocalServer> {
  const folder = resolve(directory);
  const { dataDirectory, major, pid, port, state } = statusOf(folder);
  if (state !== "running" || dataDirectory === undefined || port === undefined || pid === undefined) {
    throw new LocalServerError("not-running", `no local server runs in ${folder}: start it`);
  }
  const running: Running = { port, pid, dataDirectory, formerPort: undefined, started: "already running" };
  return describe(running, major as Major, folder, {});
}

/** Stops the server of a folder and waits for its end. Fine where none runs. */
export async function stopLocalServer(
  directory: string,
  options: { readonly log?: (line: string) => void } = {},
): Promise<"stopped" | "was not running"> {
  const folder = resolve(directory);
  if (readState(folder) === undefined) return "was not running";
  return withLock(folder, options.log ?? (() => undefined), () => stop(folder));
}

/** Whether a folder holds a server, and whether it runs. Looks, and changes nothing. */
export function statusOf(directory: string): LocalServerStatus {
  const state = readState(resolve(directory));
  if (state === undefined) return { state: "absent" };
  const facts = { major: state.major, port: state.port, dataDirectory: state.dataDirectory };
  if (majorIn(state.dataDirectory) === undefined) return { ...facts, state: "absent" };
  const found = findPostmaster(state.dataDirectory);
  if (found.state !== "running") return { ...facts, state: found.state };
  return { ...facts, state: "running", pid: found.pid, port: found.file.port ?? state.port };
}

/** Stops the server of a folder and removes all that it holds: databases, certificates, password. There is no way back. */
export async function removeLocalServer(
  directory: string,
  options: { readonly log?: (line: string) => void } = {},
): Promise<"removed" | "was not there"> {
  const folder = resolve(directory);
  const state = readState(folder);
  if (state === undefined) return "was not there";
  await withLock(folder, options.log ?? (() => undefined), async () => {
    await stop(folder);
    for (const path of foldersOfData(folder, state.dataDirectory)) {
      removeAll(path);
      removeEmpty(dirname(path));
    }
    // State last: as long as it is there, what is left can be removed by another attempt.
    const temporary = entriesOf(folder).filter((name) => name.startsWith(TEMPORARY));
    for (const name of [...temporary, "programs", "ca.crt", "ca.key", "superuser.password", "state.json"]) {
      removeAll(join(folder, name));
    }
  });
  removeEmpty(folder);
  return "removed";
}

/** Proves by a connection that what runs is this server, and describes it. */
async function describe(
  running: Running,
  major: Major,
  directory: string,
  options: LocalServerOptions,
): Promise<LocalServer> {
  const { dataDirectory, pid, port } = running;
  const caFile = join(directory, "ca.crt");
  const caPem = readIfThere(caFile);
  if (caPem === undefined) {
    throw new LocalServerError("failed", `${caFile} is missing: stop the server and start it again`);
  }
  const password = superuserPassword(directory);
  const settings: ConnectionSettings = {
    host: "localhost",
    port,
    user: SUPERUSER,
    password,
    database: "postgres",
    tlsMode: "verify-full",
    ca: caPem,
  };
  const version = await askVersion(settings, directory);
  const guard =
    options.lifetime === "process"
      ? guardServer(
          dataDirectory,
          pid,
          options.temporary === true ? [...foldersOfData(directory, dataDirectory), directory] : [],
        )
      : undefined;
  return {
    major,
    directory,
    host: "localhost",
    port,
    formerPort: running.formerPort,
    superuser: SUPERUSER,
    password,
    passwordFile: passwordPath(directory),
    caFile,
    caPem,
    dataDirectory,
    logFile: currentLogFile(dataDirectory),
    pid,
    version,
    started: running.started,
    settings,
    stop: async () => {
      if (options.temporary === true) await removeLocalServer(directory);
      else await stopLocalServer(directory);
      guard?.release();
    },
  };
}

async function askVersion(settings: ConnectionSettings, directory: string): Promise<string> {
  try {
    const session = await connect({ ...settings, applicationName: "palisade local server" });
    try {
      const [row] = await session.query<{ version: string }>(
        "SELECT pg_catalog.current_setting('server_version') AS version",
      );
      return row?.version ?? "";
    } finally {
      await session.end();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LocalServerError(
      "failed",
      `the server in ${directory} runs, but its superuser ${SUPERUSER} cannot log in: ${reason} ` +
        `(the password is kept in ${passwordPath(directory)})`,
      error,
    );
  }
}

function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Something of somebody else's is in it: it stays.
  }
}
