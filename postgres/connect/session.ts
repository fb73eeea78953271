import { isIPv4 } from "node:net";
import { checkServerIdentity } from "node:tls";
import { Client, type ClientConfig, DatabaseError, type QueryResult } from "pg";
import { copyIn } from "./copy-in";
import { ClearTextRefused, explainConnectionFailure, explainLoss, isLoss } from "./errors";
import { type ShownCertificate, shownCertificate } from "./server-certificate";
import type { ConnectionSettings } from "./settings";
import { SEPARATOR, StatementFailed, whichFailed } from "./statement-failed";

/** One open connection. Every session runs with a pinned `search_path`, so that a database's settings change no name and no result. */
export interface Session {
  readonly settings: ConnectionSettings;
  /** The server process that serves this session. */
  readonly processId: number;
  /** What the server proved itself with when the session began. */
  readonly certificate: ShownCertificate;
  /** Runs one statement with parameters and returns its rows. */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  /** Like {@link query}, with the rows as arrays: a third cheaper for thousands of rows. */
  rows(sql: string, values?: readonly unknown[]): Promise<unknown[][]>;
  /**
   * Runs statements without parameters in one round trip and returns the rows of each as arrays. The first that fails
   * ends the rest and, outside of a transaction, undoes what went before it.
   */
  results(statements: readonly string[]): Promise<unknown[][][]>;
  /**
   * Runs statements without parameters in one round trip, for their effect. The first that fails ends the rest.
   *
   * @throws StatementFailed, which says which one it was.
   */
  execute(statements: readonly string[]): Promise<void>;
  /**
   * Like {@link results}, for a text of statements, with the columns' names and the count of each. It is sent at once,
   * whatever was sent before it and is not answered yet, so that calls made together share a round trip.
   */
  answers(sql: string): Promise<Answer[]>;
  /** Runs `COPY … FROM STDIN` with its data: the way for what must stand in no log of the server. */
  copyIn(sql: string, data: string): Promise<void>;
  /** Warnings and notices that the server sent since the last call. */
  takeNotices(): ServerNotice[];
  /** Ends the connection. Never throws. */
  end(): Promise<void>;
  /** Breaks the connection off at once, without a farewell: for cancellation. The server rolls back. */
  destroy(): void;
}

/** What one statement of several was answered. */
export interface Answer {
  readonly rows: Record<string, unknown>[];
  /** The count in the command's tag: rows returned, changed or copied; `null` for commands that count nothing. */
  readonly count: number | null;
}

/** What the server said beside the result. */
export interface ServerNotice {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** Gives a session for what is to be read at the same time: it sees the same, and may be the same one. Never rejects. */
export type Beside = () => Promise<Session>;

/** The defaults of {@link ConnectionSettings}, in milliseconds. */
export const DEFAULT_TIMEOUTS = { connect: 10_000, statement: 60_000, lock: 5_000 } as const;

/** Milliseconds for the farewell of {@link Session.end}, and for a last statement before it. */
const FAREWELL = 2_000;

/** Sessions that were left and whose servers' processes have not ended yet. */
const leaving = new Set<Promise<void>>();

/**
 * Ends a session, after a last statement if there is one, and waits neither for that nor until its server process is gone,
 * which takes as long as a small query. The next {@link connect} of this process waits for both: a role may have no right
 * to a connection more, and what the session held is free again.
 */
export function leave(session: Session, last?: string): void {
  const gone: Promise<void> = sayFarewell(session, last).finally(() => leaving.delete(gone));
  leaving.add(gone);
}

async function sayFarewell(session: Session, last: string | undefined): Promise<void> {
  if (last !== undefined) {
    const timer = setTimeout(() => session.destroy(), FAREWELL);
    await session.query(last).catch(() => undefined);
    clearTimeout(timer);
  }
  await session.end();
}

/** Opens a connection. Throws a `ConnectionError` that says what to do. */
export async function connect(settings: ConnectionSettings): Promise<Session> {
  await Promise.all(leaving);
  let inClearText = false;
  const client = new Client({
    ...clientConfig(settings),
    // A function, because for nothing the driver would look into PGPASSWORD and ~/.pgpass by itself.
    password: () => passwordFor(settings, inClearText),
  });
  const wire = wireOf(client);
  const notices: ServerNotice[] = [];
  client.on("notice", (notice) => {
    notices.push({
      severity: notice.severity ?? "NOTICE",
      code: notice.code ?? "",
      message: notice.message ?? "",
    });
  });
  // A connection lost while idle must not end the process; the next query reports it.
  let loss: unknown;
  client.on("error", (error) => {
    loss ??= error;
  });
  wire.connection.on("authenticationCleartextPassword", () => {
    inClearText = true;
  });
  try {
    await client.connect();
  } catch (error) {
    wire.connection.stream.destroy();
    throw explainConnectionFailure(settings, error);
  }
  let completed = 0;
  wire.connection.on("commandComplete", () => {
    completed += 1;
  });
  const run = async <T>(query: Promise<T>): Promise<T> => {
    try {
      return await query;
    } catch (error) {
      if (error instanceof DatabaseError) throw error;
      throw loss !== undefined || isLoss(error) ? explainLoss(settings, loss ?? error) : error;
    }
  };
  return {
    settings,
    processId: wire.processID,
    certificate: shownCertificate(wire.connection.stream, isSocket(settings)),
    query: async <Row extends object>(sql: string, values?: readonly unknown[]) =>
      (await run(client.query<Row>(sql, values === undefined ? undefined : [...values]))).rows,
    rows: async (sql, values) =>
      (
        await run(
          client.query({ text: sql, rowMode: "array", values: values === undefined ? [] : [...values] }),
        )
      ).rows as unknown[][],
    results: async (statements) => {
      if (statements.length === 0) return [];
      const answer: unknown = await run(client.query({ text: statements.join(SEPARATOR), rowMode: "array" }));
      // For a single statement the driver gives its result alone.
      const results = (Array.isArray(answer) ? answer : [answer]) as { readonly rows: unknown[][] }[];
      return results.map(({ rows }) => rows);
    },
    answers: async (sql) => {
      const answer: unknown = await run(client.query(sql));
      const results = (Array.isArray(answer) ? answer : [answer]) as QueryResult<Record<string, unknown>>[];
      return results.map(({ rows, rowCount }) => ({ rows, count: rowCount }));
    },
    execute: async (statements) => {
      completed = 0;
      try {
        await run(client.query(statements.join(SEPARATOR)));
      } catch (error) {
        const isAnswer = error instanceof DatabaseError;
        throw new StatementFailed(isAnswer ? whichFailed(statements, completed, error) : undefined, error);
      }
    },
    copyIn: (sql, data) => run(copyIn(client, sql, data)),
    takeNotices: () => notices.splice(0),
    end: async () => {
      // A server that doesn't answer any more is not waited for.
      const timer = setTimeout(() => wire.connection.stream.destroy(), FAREWELL);
      await client.end().catch(() => undefined);
      clearTimeout(timer);
    },
    destroy: () => {
      wire.connection.stream.destroy();
    },
  };
}

/** Opens a session, hands it to `work`, and ends it whatever happens. */
export async function withSession<T>(
  settings: ConnectionSettings,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await connect(settings);
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}

/** Parts of the driver's client that its types leave out. */
interface Wire {
  readonly processID: number;
  readonly connection: {
    readonly stream: { destroy(): void };
    on(event: "authenticationCleartextPassword" | "commandComplete", listener: () => void): void;
  };
}

function wireOf(client: Client): Wire {
  return client as unknown as Wire;
}

function clientConfig(settings: ConnectionSettings): ClientConfig {
  const startup = [
    "search_path=pg_catalog,pg_temp",
    `statement_timeout=${settings.statementTimeout ?? DEFAULT_TIMEOUTS.statement}`,
    `lock_timeout=${settings.lockTimeout ?? DEFAULT_TIMEOUTS.lock}`,
    "client_encoding=UTF8",
    "DateStyle=ISO",
    "IntervalStyle=iso_8601",
    "quote_all_identifiers=off",
    // A pattern with a backslash is another pattern where a server still reads strings as PostgreSQL 8 did.
    "standard_conforming_strings=on",
    // A catalog query over many objects looks expensive enough to be compiled, which takes longer than to run it.
    "jit=off",
    // Of what a WITH query brings the planner knows no number of rows, and would sort whole catalogs to join a handful.
    "enable_mergejoin=off",
  ];
  return {
    host: settings.hostAddress ?? settings.host,
    port: settings.port,
    user: settings.user,
    database: settings.database,
    connectionTimeoutMillis: settings.connectTimeout ?? DEFAULT_TIMEOUTS.connect,
    application_name: settings.applicationName ?? "palisade",
    options: startup.map((setting) => `-c ${setting}`).join(" "),
    ssl: tlsOptions(settings),
    // As psql does: a password's proof is worth nothing to somebody in between.
    enableChannelBinding: true,
    keepAlive: true,
    // What is sent together is not held back until the answer to what went before; the order stays.
    pipeline: true,
  };
}

function tlsOptions(settings: ConnectionSettings): ClientConfig["ssl"] {
  if (isSocket(settings)) return false;
  const least = { minVersion: "TLSv1.2" } as const;
  const serverName = isAddress(settings.host) ? {} : { servername: settings.host };
  switch (settings.tlsMode) {
    case "disable":
      return false;
    case "require":
      // libpq's `require` encrypts and proves nothing; the rule `tls-not-verified` reports it.
      return { ...least, ...serverName, rejectUnauthorized: false };
    case "verify-ca":
      return {
        ...least,
        ...serverName,
        ...authority(settings),
        rejectUnauthorized: true,
        checkServerIdentity: () => undefined,
      };
    case "verify-full":
      return {
        ...least,
        ...serverName,
        ...authority(settings),
        rejectUnauthorized: true,
        // The name that was asked for, whatever address the connection went to.
        checkServerIdentity: (_host, certificate) => checkServerIdentity(settings.host, certificate),
      };
    default:
      return settings.tlsMode satisfies never;
  }
}

/** Only an address of IPv6 holds colons, and to look at one closely costs as much as a query. */
function isAddress(host: string): boolean {
  return isIPv4(host) || host.includes(":");
}

function authority(settings: ConnectionSettings): { ca?: string } {
  return settings.ca === undefined ? {} : { ca: settings.ca };
}

function isSocket(settings: ConnectionSettings): boolean {
  return settings.host.startsWith("/");
}

/** What to answer a server that wants a password. One that wants it in clear text gets it only if it has proven who it is. */
function passwordFor(settings: ConnectionSettings, inClearText: boolean): string {
  const proven = isSocket(settings) || settings.tlsMode === "verify-ca" || settings.tlsMode === "verify-full";
  if (inClearText && !proven) throw new ClearTextRefused();
  return settings.password ?? "";
}
