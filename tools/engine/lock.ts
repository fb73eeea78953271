import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { explainFileError } from "./errors";
import { withProgress } from "./progress";

/** A lock whose holder has not renewed it for so long is taken over: the holder was killed. Milliseconds. */
const STALE = 20_000;

/** Between two tries, in milliseconds. */
const INTERVAL = 250;

/**
 * Runs work while no other process does the same in this folder. A second one waits, and says so. The work is aborted
 * where the lock is lost, which happens to a machine that slept.
 */
export async function exclusively<T>(
  folder: string,
  log: (line: string) => void,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw explainFileError(error, folder);
  }
  const lost = new AbortController();
  const tryLock = () =>
    lock(folder, {
      lockfilePath: join(folder, ".lock"),
      realpath: false,
      stale: STALE,
      onCompromised: (error) => lost.abort(error),
    }).catch((error: unknown) => {
      if ((error as { code?: unknown }).code === "ELOCKED") return undefined;
      throw explainFileError(error, folder);
    });

  let unlock = await tryLock();
  if (unlock === undefined) {
    const waiting = "another process is preparing the engine; waiting for it";
    unlock = await withProgress(
      waiting,
      log,
      () => "",
      async () => {
        for (;;) {
          await sleep(INTERVAL, undefined, signal === undefined ? {} : { signal });
          const taken = await tryLock();
          if (taken !== undefined) return taken;
        }
      },
    );
  }
  try {
    return await work(AbortSignal.any([lost.signal, ...(signal === undefined ? [] : [signal])]));
  } finally {
    await unlock().catch(() => undefined);
  }
}
