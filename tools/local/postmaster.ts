import { execFileSync } from "node:child_process";
import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { errorCode } from "./errors";
import { readIfThere } from "./files";

/** What `postmaster.pid` says (src/include/utils/pidfile.h: one fact a line). */
export interface PidFile {
  readonly pid: number;
  readonly port: number | undefined;
  /** `starting`, `ready`, `stopping` … */
  readonly status: string;
}

/** The pid file of a data folder, or `undefined` where no server left one. */
export function readPidFile(dataDirectory: string): PidFile | undefined {
  const lines = readIfThere(join(dataDirectory, "postmaster.pid"))?.split("\n");
  const pid = Number(lines?.[0]);
  if (lines === undefined || !Number.isInteger(pid) || pid <= 0) return undefined;
  const port = Number.parseInt(lines[3] ?? "", 10);
  return { pid, port: Number.isNaN(port) ? undefined : port, status: (lines[7] ?? "").trim() };
}

/** Whether a data folder's server runs, and under which process. */
export type Postmaster =
  | { readonly state: "running"; readonly pid: number; readonly file: PidFile }
  /** A pid file is there and its process is not: the server was killed, or the machine went down. */
  | { readonly state: "crashed"; readonly pidTaken: boolean }
  | { readonly state: "stopped" };

/** See {@link Postmaster}. A process that took over a dead server's number is told apart from the server. */
export function findPostmaster(dataDirectory: string): Postmaster {
  const file = readPidFile(dataDirectory);
  if (file === undefined) return { state: "stopped" };
  if (!isAlive(file.pid)) return { state: "crashed", pidTaken: false };
  return isServerOf(file.pid, dataDirectory)
    ? { state: "running", pid: file.pid, file }
    : { state: "crashed", pidTaken: true };
}

/** Whether a process of this number exists, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

/** A server's process works inside its data folder; where that cannot be seen, its name has to do. */
function isServerOf(pid: number, dataDirectory: string): boolean {
  if (process.platform === "win32") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDirectory);
  } catch (error) {
    // A process that ended and whose end nobody has noticed yet (a zombie) has no folder any more.
    if (errorCode(error) === "ENOENT" && existsSync("/proc/self/cwd")) return false;
    return basename(programOf(pid)) === "postgres";
  }
}

function programOf(pid: number): string {
  try {
    return execFileSync("ps", ["-p", String(pid), "-o", "comm="], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
