import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import {
  freshDatabase,
  type Major,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from "../../test/servers";
import { environmentOf } from "./environment";

/** A server of a test's own with an empty database, and how the command line is told of it. */
export interface OwnServer {
  readonly server: TestServer;
  readonly database: TestDatabase;
  /** For files, the authority's among them. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Stops the server and removes the folder. */
  stop(): Promise<void>;
}

/** Starts a server for what looks at all of one: what other tests do on a shared one would be seen, too. */
export async function startOwnServer(major: Major, prefix: string): Promise<OwnServer> {
  const server = await startTestServer(major);
  const database = await freshDatabase(server, prefix);
  const folder = mkdtempSync(join(tmpdir(), `palisade-${prefix}-`));
  return {
    server,
    database,
    folder,
    env: environmentOf(database.settings, folder),
    stop: async () => {
      rmSync(folder, { recursive: true, force: true });
      await server.stop();
    },
  };
}

/** Runs statements one after the other, outside of a transaction. */
export async function execute(settings: ConnectionSettings, ...statements: string[]): Promise<void> {
  await withSession(settings, async (session) => {
    for (const sql of statements) await session.query(sql);
  });
}
