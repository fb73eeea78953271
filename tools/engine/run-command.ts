import { spawn } from "node:child_process";

/** What a program did. */
export interface CommandResult {
  /** `null` where it was ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** True where the time limit ended it. */
  readonly timedOut: boolean;
}

/** How a program is run. */
export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. @default none */
  readonly timeout?: number;
  /** Gets each line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
}

/** Kept of each stream, from its end, in characters: enough for any message. */
const KEPT = 64 * 1024;

/** How long a program may take to end after it was asked to, in milliseconds. */
const GRACE = 2_000;

/**
 * Runs a program to its end. Throws only where it cannot be started or the signal aborts; any exit status is a result.
 * A termination signal to this process ends the program first, so that nothing goes on building unseen.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, so that it can be ended together with the programs that it started.
    detached: true,
  });
  const kill = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Ended already.
    }
  };
  let stdout = "";
  let stderr = "";
  let rest = "";
  let timedOut = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout = (stdout + chunk).slice(-KEPT);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr = (stderr + chunk).slice(-KEPT);
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) options.onErrorLine?.(line);
  });

  let force: NodeJS.Timeout | undefined;
  const end = () => {
    kill("SIGTERM");
    force ??= setTimeout(() => kill("SIGKILL"), GRACE);
  };
  const limit =
    options.timeout === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          end();
        }, options.timeout);
  options.signal?.addEventListener("abort", end);
  const release = passOnTermination(() => kill("SIGTERM"));
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    options.signal?.throwIfAborted();
    return { status, stdout, stderr, timedOut };
  } finally {
    clearTimeout(limit);
    clearTimeout(force);
    options.signal?.removeEventListener("abort", end);
    release();
  }
}

function passOnTermination(end: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const handlers = signals.map((signal) => {
    const handler = () => {
      end();
      release();
      // What the signal does without us: end this process, or what someone else's handler wants.
      process.kill(process.pid, signal);
    };
    return { signal, handler };
  });
  const release = () => {
    for (const { signal, handler } of handlers) process.removeListener(signal, handler);
  };
  for (const { signal, handler } of handlers) process.once(signal, handler);
  return release;
}
