import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withSession } from "../postgres/connect/session";
import type { ConnectionSettings } from "../postgres/connect/settings";
import { quoteIdentifier } from "../postgres/sql/quote";
import {
  findLocalServer,
  type LocalServer,
  MAJORS,
  type Major,
  removeLocalServer,
  type ServerSettings,
  startLocalServer,
  stopLocalServer,
} from "../tools/local/index";
import { SERVERS_FOLDERS, serversFolder } from "./servers-folder";

export { MAJORS, type Major };

/** A real PostgreSQL server for tests; everything may be done to it, in databases and roles of one's own. */
export type TestServer = LocalServer;

/** Holds the folders of the servers that the test runner started: JSON, major version to folder. */
export const SERVERS_VARIABLE = "PALISADE_TEST_SERVERS";

/** Milliseconds for guessing passwords that no load of the machine uses up: tests are about what is guessed, not how fast. */
export const TIME_TO_GUESS = 3_000_000;

/** For tests that do not ask whether a password is guessed: to try a hundred of each role takes most of a reading's time. */
export const NO_GUESSING = 0;

/**
 * Fast rather than safe: what a test server holds is gone with the test. Every statement is logged to one file,
 * {@link TestServer.logFile}, so that a test can search it for what must never be sent to a server.
 */
const TEST_SETTINGS: ServerSettings = {
  fsync: false,
  synchronous_commit: false,
  full_page_writes: false,
  shared_buffers: "64MB",
  max_connections: 200,
  log_statement: "all",
  log_filename: "server.log",
  log_rotation_age: 0,
};

/** Between runs too: on the disk, where it takes no memory. */
const TEMPLATES = resolve(__dirname, "..", ".palisade", "templates");

const started = new Map<Major, Promise<TestServer>>();

/**
 * The server of a major version: the test run's, shared by all test files, or one of this process alone where the
 * file runs by itself. It ends with the run or the process.
 */
export function serverFor(major: Major): Promise<TestServer> {
  const known = started.get(major);
  if (known !== undefined) return known;
  const directory = sharedServers()[String(major)];
  const server = directory === undefined ? startTestServer(major) : findLocalServer(directory);
  started.set(major, server);
  return server;
}

/** Starts a server that ends with this process, or by its `stop`. For {@link serverFor}, the test runner, and tests that stop or break a server. */
export async function startTestServer(major: Major, settings: ServerSettings = {}): Promise<TestServer> {
  await sweep();
  return start(
    major,
    join(serversFolder(), `${process.pid}-${major}-${randomBytes(4).toString("hex")}`),
    settings,
  );
}

/** Ends a server of {@link startTestServer} and starts it again: with the same settings, and what ALTER SYSTEM changed of them. */
export async function restartTestServer(
  { directory, major }: TestServer,
  settings: ServerSettings = {},
): Promise<TestServer> {
  await stopLocalServer(directory);
  return start(major, directory, settings);
}

function start(major: Major, directory: string, settings: ServerSettings): Promise<TestServer> {
  return startLocalServer({
    major,
    directory,
    port: "any",
    settings: { ...TEST_SETTINGS, ...settings },
    durable: false,
    templates: TEMPLATES,
    lifetime: "process",
    temporary: true,
  });
}

/**
 * All that a server has logged so far. The log is written by a process of its own, a moment later; so a mark is sent
 * and awaited, before which everything earlier has arrived.
 */
export async function readServerLog(server: TestServer): Promise<string> {
  const mark = uniqueName("log_read");
  await withSession(server.settings, (session) => session.query(`SELECT '${mark}'`));
  for (let waited = 0; waited < 10_000; waited += 20) {
    const text = readFileSync(server.logFile, "utf8");
    if (text.includes(mark)) return text;
    await sleep(20);
  }
  throw new Error(`${server.logFile} does not show what the server logs`);
}

/** A name that no other test uses, for a database, a role, a schema: `<prefix>_<random>`. */
export function uniqueName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString("hex")}`;
}

/** A database of one's own. */
export interface TestDatabase {
  readonly name: string;
  /** A connection to it as the superuser, with `verify-full`. */
  readonly settings: ConnectionSettings;
  /** Removes it, with whoever is connected to it. */
  drop(): Promise<void>;
}

/** Makes an empty database. */
export async function freshDatabase(server: TestServer, prefix = "test"): Promise<TestDatabase> {
  const name = uniqueName(prefix);
  await withSession(server.settings, (session) => session.query(`CREATE DATABASE ${quoteIdentifier(name)}`));
  return {
    name,
    settings: { ...server.settings, database: name },
    drop: async () => {
      await withSession(server.settings, (session) =>
        session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`),
      );
    },
  };
}

function sharedServers(): Readonly<Record<string, string>> {
  const text = process.env[SERVERS_VARIABLE];
  return text === undefined || text === "" ? {} : (JSON.parse(text) as Record<string, string>);
}

let swept: Promise<void> | undefined;

/** Removes what runs left that were cut off together with their guard, by a power cut for example. */
function sweep(): Promise<void> {
  swept ??= sweepOnce();
  return swept;
}

async function sweepOnce(): Promise<void> {
  for (const directory of SERVERS_FOLDERS.flatMap(entriesOf)) {
    const owner = Number(/^(\d+)-/.exec(basename(directory))?.[1]);
    if (Number.isInteger(owner) && !isAlive(owner)) {
      await removeLocalServer(directory).catch(() => undefined);
    }
  }
}

/** The paths of what lies in a folder, or none where there is no folder. */
function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === "EPERM";
  }
}
