import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends a server when this process ends, however that happens: even killed, it closes the pipe that the guard reads
 * from. A shell, because it is small; detached, so that Ctrl-C at a terminal doesn't end it before its work.
 * The server is ended only while its pid file still names the process: numbers are reused.
 */
const SCRIPT = `
read -r word
[ "$word" = leave ] && exit 0
if [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]; then
  kill -INT "$2" 2>/dev/null
  waited=0
  while kill -0 "$2" 2>/dev/null && [ "$waited" -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
fi
shift 2
[ $# -eq 0 ] || rm -rf -- "$@"
`;

/** See {@link guardServer}. */
export interface Guard {
  /** Lets the server go on without the guard. */
  release(): void;
}

/**
 * Binds a server's life to this process's. On Windows there is no such guard: the server stays until it is stopped.
 *
 * @param leftovers folders to remove after the server's end.
 */
export function guardServer(dataDirectory: string, pid: number, leftovers: readonly string[]): Guard {
  if (process.platform === "win32") return { release: () => undefined };
  const child: ChildProcess = spawn(
    "/bin/sh",
    ["-c", SCRIPT, "sh", dataDirectory, String(pid), ...leftovers],
    {
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    },
  );
  child.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  // Neither the guard nor its pipe keeps this process alive.
  child.unref();
  (child.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return { release: () => child.stdin?.end("leave\n") };
}
