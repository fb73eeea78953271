import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, lstatSync, readdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Account, asAccount } from "./account";
import { type Distribution, type Programs, programsIn } from "./distribution";
import { errorCode, explainFileFailure, LocalServerError } from "./errors";
import { entriesOf, makeFolder, removeAll } from "./files";
import { linkLibraries } from "./libraries";
import { serverEnvironment } from "./programs";

/**
 * Where things go that root's server account cannot reach in the checkout, because a folder above it (root's home,
 * for example) is closed to others. Only root ever writes here.
 */
const OUTSIDE = "/var/lib/palisade";

/** Where a new server's data folder goes: inside `directory`, or outside where the account cannot get there. */
export function placeForData(directory: string, account: Account | undefined): string {
  if (account === undefined || canEnter(directory, account)) return join(directory, "data");
  const key = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  const outside = join(OUTSIDE, key);
  makeFolder(outside, 0o711);
  if (!canEnter(outside, account)) {
    throw new LocalServerError(
      "not-writable",
      `the account ${account.name}, which runs the server, can reach neither ${directory} nor ${outside}: ` +
        "open the folders above one of them for entry by others (chmod o+x)",
    );
  }
  if (entriesOf(outside).includes("data")) {
    throw new LocalServerError(
      "foreign-folder",
      `${join(outside, "data")} holds the data of an earlier server of ${directory}, whose state was deleted: ` +
        "remove that folder (or move it away) and try again",
    );
  }
  return join(outside, "data");
}

/**
 * The folders that go with a server's data, and with nothing else: what may be removed with it. A state file that
 * names some other place is not believed.
 */
export function foldersOfData(directory: string, dataDirectory: string): string[] {
  const parent = dirname(dataDirectory);
  if (parent === directory) return [join(directory, "data"), join(directory, "data.new")];
  return dirname(parent) === OUTSIDE ? [parent] : [];
}

/**
 * The programs of a distribution in a place where the account can run them: where npm put them, or else a copy
 * (60 MB, made once), because the account cannot reach the checkout or the packages' folder cannot be written.
 */
export function placeForPrograms(
  distribution: Distribution,
  directory: string,
  account: Account | undefined,
  log: (line: string) => void,
): Programs {
  const linked = linkLibraries(distribution.root);
  const installed = programsIn(distribution.root);
  const problem = linked ? whyNotRun(installed, account) : "its folder cannot be written";
  if (problem === undefined) return installed;
  if (linked && account === undefined) throw cannotRun(installed, problem);

  const cache = account === undefined ? join(directory, "programs") : join(OUTSIDE, "programs");
  const copy = join(cache, distribution.packageVersion);
  const copied = programsIn(copy);
  if (whyNotRun(copied, account) === undefined) return copied;
  log(`copying the programs of PostgreSQL ${distribution.major} to ${copy}`);
  copyDistribution(distribution.root, cache, copy);
  const left = whyNotRun(copied, account);
  if (left !== undefined) throw cannotRun(copied, left);
  return copied;
}

function copyDistribution(from: string, cache: string, to: string): void {
  const staging = `${to}.${process.pid}`;
  try {
    makeFolder(cache, 0o711);
    removeAll(staging);
    cpSync(join(from, "native"), join(staging, "native"), { recursive: true, verbatimSymlinks: true });
    linkLibraries(staging);
    openForReading(staging);
    moveThere(staging, to);
  } catch (error) {
    removeAll(staging);
    throw error instanceof LocalServerError ? error : explainFileFailure(to, error);
  }
}

/** Replaces a copy that doesn't run; where another process is faster, its copy is as good. */
function moveThere(staging: string, to: string): void {
  const old = `${staging}.old`;
  try {
    renameSync(to, old);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  try {
    renameSync(staging, to);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) throw error;
    removeAll(staging);
  }
  removeAll(old);
}

/** npm installs with root's umask, so that a copy may be closed to others like its original. */
function openForReading(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (entry.isDirectory()) {
    chmodSync(path, 0o755);
    for (const name of readdirSync(path)) openForReading(join(path, name));
    return;
  }
  chmodSync(path, (entry.mode & 0o100) === 0 ? 0o644 : 0o755);
}

/** Tried rather than computed: rights, access lists, mount options and missing libraries all show. */
function whyNotRun(programs: Programs, account: Account | undefined): string | undefined {
  const result = spawnSync(programs.postgres, ["--version"], {
    ...asAccount(account),
    cwd: process.platform === "win32" ? undefined : "/",
    env: serverEnvironment(programs),
    encoding: "utf8",
  });
  if (result.error !== undefined) {
    // The file is there and its program loader is not: a Linux with another C library.
    if (errorCode(result.error) === "ENOENT" && process.platform === "linux" && account === undefined) {
      return "the program or its loader is missing; the embedded PostgreSQL needs a Linux with glibc (Alpine has musl)";
    }
    return result.error.message;
  }
  return result.status === 0
    ? undefined
    : result.stderr.trim() || `it ends with status ${String(result.status)}`;
}

function cannotRun(programs: Programs, problem: string): LocalServerError {
  return new LocalServerError("failed", `${programs.postgres} cannot be run: ${problem}`);
}

function canEnter(path: string, account: Account): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", path], {
    ...asAccount(account),
    cwd: "/",
    stdio: "ignore",
  });
  return status === 0;
}
