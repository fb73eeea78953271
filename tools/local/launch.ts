import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, existsSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, asAccount } from "./account";
import type { Programs } from "./distribution";
import { diskFull, LocalServerError } from "./errors";
import { makePrivateFolder, readIfThere, writeWhole } from "./files";
import { occupantOf } from "./ports";
import { readPidFile } from "./postmaster";
import { serverEnvironment } from "./programs";

/** What {@link launch} needs. */
export interface LaunchOptions {
  readonly programs: Programs;
  readonly account: Account | undefined;
  readonly dataDirectory: string;
  readonly port: number;
  readonly log: (line: string) => void;
}

/** Recovery after a crash may take minutes; nothing else takes longer than seconds. */
const PATIENCE = 10 * 60_000;

/** How long a killed server's last sessions may take to notice. */
const ORPHAN_PATIENCE = 60_000;

/** Between two signs of life. */
const SIGN_OF_LIFE = 2_000;

/**
 * Starts the server of a data folder, as a process of its own that outlives this one, and waits until it accepts
 * connections.
 *
 * @returns its process number.
 * @throws LocalServerError with reason `port-taken` where another program was faster, and others.
 */
export async function launch(options: LaunchOptions): Promise<number> {
  const start = Date.now();
  for (;;) {
    const result = await launchOnce(options);
    if (typeof result === "number") return result;
    // What a killed server leaves behind: a session that is busy and hasn't noticed, and the memory that it holds.
    if (!/pre-existing shared memory block/.test(result.message)) throw result;
    if (Date.now() - start > ORPHAN_PATIENCE) throw result;
    options.log("waiting for a process of the killed server to end");
    await sleep(1_000);
  }
}

async function launchOnce(options: LaunchOptions): Promise<number | LocalServerError> {
  const { account, dataDirectory, programs } = options;
  // Holds what the server says before its log is open.
  const early = join(dataDirectory, "log", "start.log");
  if (!existsSync(dirname(early))) makePrivateFolder(dirname(early), account);
  writeWhole(early, "", { mode: 0o600, owner: account });
  const logSize = sizeOf(currentLogFile(dataDirectory));
  const output = openSync(early, constants.O_WRONLY | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0));
  let child: ChildProcess;
  try {
    child = spawn(programs.postgres, ["-D", dataDirectory], {
      ...asAccount(account),
      cwd: parse(dataDirectory).root,
      env: serverEnvironment(programs),
      stdio: ["ignore", output, output],
      detached: true,
      windowsHide: true,
    });
  } finally {
    closeSync(output);
  }
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (status, signal) => {
    ended = `it ended with ${signal ?? `status ${String(status)}`}`;
  });
  child.unref();

  const start = Date.now();
  let spoken = start;
  while (ended === undefined) {
    const file = readPidFile(dataDirectory);
    if (file?.pid === child.pid && file?.status === "ready") return file?.pid ?? 0;
    if (Date.now() - start > PATIENCE) {
      child.kill("SIGQUIT");
      return new LocalServerError("failed", `the server in ${dataDirectory} did not become ready in time`);
    }
    if (Date.now() - spoken > SIGN_OF_LIFE) {
      spoken = Date.now();
      options.log(`waiting for the server: ${Math.round((spoken - start) / 1000)} s`);
    }
    await sleep(25);
  }
  return explain(
    options,
    ended,
    `${readIfThere(early) ?? ""}\n${readFrom(currentLogFile(dataDirectory), logSize)}`,
  );
}

/** The file that the server logs to at present, or will log to first. */
export function currentLogFile(dataDirectory: string): string {
  // One line for each destination: `stderr log/postgresql-Mon.log` (src/backend/postmaster/syslogger.c).
  const line = readIfThere(join(dataDirectory, "current_logfiles"))
    ?.split("\n")
    .find((entry) => entry.startsWith("stderr "));
  return join(dataDirectory, line?.slice("stderr ".length) ?? join("log", "start.log"));
}

function explain(options: LaunchOptions, ended: string, said: string): LocalServerError {
  if (/No space left on device/i.test(said)) return diskFull(options.dataDirectory);
  if (/Address already in use/i.test(said)) return portTaken(options.port);
  const reasons = [...new Set(said.split("\n").map(reasonIn))]
    .filter((reason) => reason !== "")
    .slice(-5)
    .join("; ");
  return new LocalServerError(
    "failed",
    `the server in ${options.dataDirectory} did not start: ${reasons || ended}. ` +
      `Its log: ${currentLogFile(options.dataDirectory)}`,
  );
}

/** What a line of the log says about a failure; nothing if it doesn't. */
function reasonIn(line: string): string {
  const [, level, text] = /\b(LOG|ERROR|FATAL|PANIC|HINT):\s+(.*)$/.exec(line) ?? [];
  if (text === undefined) return line.includes("error while loading") ? line : "";
  return level !== "LOG" || /invalid|unrecognized|could not|syntax error|denied/i.test(text) ? text : "";
}

/** The port that a server was to have belongs to somebody else. */
export function portTaken(port: number): LocalServerError {
  return new LocalServerError(
    "port-taken",
    `port ${port} is taken by ${occupantOf(port)}: stop that program, or give the server another port`,
  );
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function readFrom(path: string, offset: number): string {
  try {
    return readFileSync(path).subarray(offset).toString("utf8");
  } catch {
    return "";
  }
}
