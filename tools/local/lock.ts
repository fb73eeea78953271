import { lock } from "proper-lockfile";
import { errorCode, explainFileFailure, LocalServerError } from "./errors";
import { lockPath } from "./state";

/** A holder that gives no sign of life for so long was killed. */
const STALE = 20_000;

/** How long to wait for another process that starts or stops the same server. */
const PATIENCE = 15 * 60_000;

/** Between two attempts. */
const PAUSE = 200;

/** Runs `work` while no other process starts, stops or removes the server of a folder. */
export async function withLock<T>(
  directory: string,
  log: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  const release = await acquire(directory, log);
  try {
    return await work();
  } finally {
    // The folder may be gone: removing a server removes its lock too.
    await release().catch(() => undefined);
  }
}

async function acquire(directory: string, log: (line: string) => void): Promise<() => Promise<void>> {
  const start = Date.now();
  let announced = false;
  for (;;) {
    try {
      return await lock(directory, {
        lockfilePath: lockPath(directory),
        realpath: false,
        stale: STALE,
        update: STALE / 4,
        // A machine that slept makes a lock look abandoned; the work goes on, and its steps are safe by themselves.
        onCompromised: () => undefined,
      });
    } catch (error) {
      if (errorCode(error) !== "ELOCKED") throw explainFileFailure(directory, error);
    }
    if (Date.now() - start > PATIENCE) {
      throw new LocalServerError(
        "busy",
        `another process has been busy with the server in ${directory} for too long: see whether it hangs`,
      );
    }
    if (!announced && Date.now() - start > 1_000) {
      announced = true;
      log(`another process is busy with the server in ${directory}: waiting for it`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
