import { join } from "node:path";
import { type Account, accountOf, chooseAccount } from "./account";
import { ensureCertificates } from "./certificates";
import { createCluster } from "./cluster";
import { HARDENED_SETTINGS, loopbackAddresses, SETTINGS_FILE, settingsText } from "./configuration";
import { findDistribution, type Major, type Programs } from "./distribution";
import { LocalServerError } from "./errors";
import { removeAll, writeWhole } from "./files";
import { launch, portTaken } from "./launch";
import { placeForData, placeForPrograms } from "./places";
import { anyFreePort, choosePort, isFree, occupantOf } from "./ports";
import { findPostmaster, type Postmaster } from "./postmaster";
import { majorIn, readState, type ServerState, superuserPassword, writeState } from "./state";
import type { LocalServer, LocalServerOptions } from "./types";

/** What {@link bringUp} found or started. */
export interface Running {
  readonly port: number;
  readonly formerPort: number | undefined;
  readonly pid: number;
  readonly dataDirectory: string;
  readonly started: LocalServer["started"];
}

/** See {@link bringUp}. */
export interface BringUpOptions
  extends Pick<LocalServerOptions, "settings" | "port" | "durable" | "templates"> {
  readonly major: Major;
  readonly directory: string;
  readonly log: (line: string) => void;
}

/** Sees to it that the server of a folder runs. The caller holds the folder's lock. */
export async function bringUp(options: BringUpOptions): Promise<Running> {
  const { directory, log, major } = options;
  const kept = keptServer(directory, major);
  const before = kept === undefined ? undefined : findPostmaster(kept.dataDirectory);
  if (kept !== undefined && before?.state === "running") return alreadyRunning(options, kept, before);

  const account = kept === undefined ? chooseAccount() : accountOf(kept.dataDirectory);
  const distribution = findDistribution(major);
  const programs = placeForPrograms(distribution, directory, account, log);
  const port = await portFor(major, kept?.port, options.port, log);
  const dataDirectory = kept?.dataDirectory ?? placeForData(directory, account);
  if (kept === undefined) {
    // First the state: it is what marks the folder as ours.
    writeState(directory, { major, port, dataDirectory });
    log(`making a PostgreSQL ${major} server in ${directory}`);
    await createCluster({
      major,
      programs,
      packageVersion: distribution.packageVersion,
      account,
      directory,
      dataDirectory,
      password: superuserPassword(directory),
      durable: options.durable ?? true,
      templates: options.templates,
    });
  }
  // A number that another program has by now would make the server believe that it runs already.
  if (before?.state === "crashed" && before.pidTaken) removeAll(join(dataDirectory, "postmaster.pid"));
  const certificates = await ensureCertificates({ directory, dataDirectory, account });
  if (certificates.newAuthority && kept !== undefined) {
    log(`the certificate authority was made anew: clients need the new ${certificates.caFile}`);
  }
  const running = await launchOnFreePort({ ...options, programs, account, dataDirectory, firstPort: port });
  return {
    ...running,
    dataDirectory,
    formerPort: kept === undefined || kept.port === running.port ? undefined : kept.port,
    started:
      kept === undefined ? "created" : before?.state === "crashed" ? "recovered after a crash" : "started",
  };
}

/** The server that the folder holds, if its data folder is whole. */
function keptServer(directory: string, wanted: Major): ServerState | undefined {
  const state = readState(directory);
  const found = state === undefined ? undefined : majorIn(state.dataDirectory);
  if (state === undefined || found === undefined) return undefined;
  if (found === wanted) return state;
  throw new LocalServerError(
    "wrong-major",
    `${state.dataDirectory} was made by PostgreSQL ${found} and cannot be used by PostgreSQL ${wanted}: ` +
      `ask for major version ${found}, or choose another folder (data moves from one major version to another by dump and restore)`,
  );
}

function alreadyRunning(
  options: BringUpOptions,
  kept: ServerState,
  found: Extract<Postmaster, { state: "running" }>,
): Running {
  const port = found.file.port ?? kept.port;
  if (typeof options.port === "number" && options.port !== port) {
    throw new LocalServerError(
      "port-taken",
      `the server in ${options.directory} runs already, on port ${port} instead of ${options.port}: stop it first, or leave the port out`,
    );
  }
  return {
    port,
    formerPort: undefined,
    pid: found.pid,
    dataDirectory: kept.dataDirectory,
    started: "already running",
  };
}

interface LaunchOnFreePort extends BringUpOptions {
  readonly programs: Programs;
  readonly account: Account | undefined;
  readonly dataDirectory: string;
  readonly firstPort: number;
}

/** Starts the server; where another program takes the port in the last moment, on another one, unless a certain port is wanted. */
async function launchOnFreePort(options: LaunchOnFreePort): Promise<{ port: number; pid: number }> {
  const { account, dataDirectory, directory, log, major, programs } = options;
  const addresses = await loopbackAddresses();
  for (let attempt = 1, port = options.firstPort; ; attempt += 1) {
    const basics = { ...HARDENED_SETTINGS, listen_addresses: addresses, port };
    const text = settingsText(basics, options.settings ?? {});
    writeWhole(join(dataDirectory, SETTINGS_FILE), text, { mode: 0o600, owner: account });
    writeState(directory, { major, port, dataDirectory });
    log(`starting PostgreSQL ${major} on port ${port}`);
    try {
      return { port, pid: await launch({ programs, account, dataDirectory, port, log }) };
    } catch (error) {
      const lost = error instanceof LocalServerError && error.reason === "port-taken";
      if (!lost || attempt === 5 || typeof options.port === "number") throw error;
      port = await anyFreePort();
    }
  }
}

async function portFor(
  major: Major,
  kept: number | undefined,
  wanted: number | "any" | undefined,
  log: (line: string) => void,
): Promise<number> {
  if (typeof wanted === "number") {
    if (!Number.isInteger(wanted) || wanted < 1 || wanted > 65_535) {
      throw new RangeError(`${wanted} is no port: choose a whole number from 1 to 65535`);
    }
    if (await isFree(wanted)) return wanted;
    throw portTaken(wanted);
  }
  if (kept !== undefined && (await isFree(kept))) return kept;
  const port = wanted === "any" ? await anyFreePort() : await choosePort(major);
  if (kept !== undefined) {
    log(`port ${kept}, which the server had, is taken by ${occupantOf(kept)}: it moves to port ${port}`);
  }
  return port;
}
