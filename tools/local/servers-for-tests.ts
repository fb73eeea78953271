import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { type LocalServer, type LocalServerOptions, removeLocalServer, startLocalServer } from "./index";

/** See {@link serversInClosedFolder}. */
export interface ServersForTests {
  /** The folder; known while tests run. */
  folder(): string;
  /** A new folder for a server: what `start` starts in it is removed at the end of `work`. */
  withServer(work: (start: Start, directory: string) => Promise<void>): Promise<void>;
}

/** Starts a server of this test's folder, on any port, without waiting for the disk. */
export type Start = (options?: LocalServerOptions) => Promise<LocalServer>;

/**
 * A temporary folder for the servers of a test file. It is closed to other accounts, as root's home is: a server that
 * root starts has to find a way around.
 */
export function serversInClosedFolder(): ServersForTests {
  let closed = "";
  let count = 0;
  before(() => {
    closed = mkdtempSync(join(tmpdir(), "palisade-local-"));
  });
  after(() => rmSync(closed, { recursive: true }));
  return {
    folder: () => closed,
    withServer: async (work) => {
      count += 1;
      const directory = join(closed, `server-${count}`);
      try {
        await work(
          (options) => startLocalServer({ directory, port: "any", durable: false, ...options }),
          directory,
        );
      } finally {
        await removeLocalServer(directory);
      }
    },
  };
}
