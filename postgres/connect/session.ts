import { Client, type ClientConfig } from "pg";
import { explainConnectionFailure } from "./errors";
import type { ConnectionSettings } from "./settings";

/** One open connection. Every session runs with a pinned `search_path`, so that a database's settings change no name and no result. */
export interface Session {
  readonly settings: ConnectionSettings;
  /** The server process that serves this session. */
  readonly processId: number;
  /** Runs one statement with parameters and returns its rows. */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<Row[]>;
  /** Like {@link query}, with the rows as arrays: a third cheaper for thousands of rows. */
  rows(sql: string, values?: readonly unknown[]): Promise<unknown[][]>;
  /** Warnings and notices that the server sent since the last call. */
  takeNotices(): ServerNotice[];
  /** Ends the connection. Never throws. */
  end(): Promise<void>;
  /** Breaks the connection off at once, without a farewell: for cancellation. The server rolls back. */
  destroy(): void;
}

/** What the server said beside the result. */
export interface ServerNotice {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
}

/** The defaults of {@link ConnectionSettings}, in milliseconds. */
export const DEFAULT_TIMEOUTS = { connect: 10_000, statement: 60_000, lock: 5_000 } as const;

/** Opens a connection. Throws a `ConnectionError` that says what to do. */
export async function connect(settings: ConnectionSettings): Promise<Session> {
  const client = new Client(clientConfig(settings));
  const notices: ServerNotice[] = [];
  client.on("notice", (notice) => {
    notices.push({
      severity: notice.severity ?? "NOTICE",
      code: notice.code ?? "",
      message: notice.message ?? "",
    });
  });
  // A connection lost while idle must not end the process; the next query reports it.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw explainConnectionFailure(settings, error);
  }
  return {
    settings,
    processId: (client as unknown as { processID: number }).processID,
    query: async <Row extends object>(sql: string, values?: readonly unknown[]) =>
      (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows,
    rows: async (sql, values) =>
      (await client.query({ text: sql, rowMode: "array", values: values === undefined ? [] : [...values] }))
        .rows as unknown[][],
    takeNotices: () => notices.splice(0),
    end: async () => {
      await client.end().catch(() => undefined);
    },
    destroy: () => {
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
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

function clientConfig(settings: ConnectionSettings): ClientConfig {
  const startup = [
    "search_path=pg_catalog,pg_temp",
    `statement_timeout=${settings.statementTimeout ?? DEFAULT_TIMEOUTS.statement}`,
    `lock_timeout=${settings.lockTimeout ?? DEFAULT_TIMEOUTS.lock}`,
    "client_encoding=UTF8",
    "DateStyle=ISO",
    "IntervalStyle=iso_8601",
    "quote_all_identifiers=off",
  ];
  return {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    database: settings.database,
    ...(settings.password === undefined ? {} : { password: settings.password }),
    connectionTimeoutMillis: settings.connectTimeout ?? DEFAULT_TIMEOUTS.connect,
    application_name: settings.applicationName ?? "palisade",
    options: startup.map((setting) => `-c ${setting}`).join(" "),
    ssl: tlsOptions(settings),
    keepAlive: true,
  };
}

function tlsOptions(settings: ConnectionSettings): ClientConfig["ssl"] {
  switch (settings.tlsMode) {
    case "disable":
      return false;
    case "require":
      // libpq's `require` encrypts and proves nothing; the rule `tls-not-verified` reports it.
      return { rejectUnauthorized: false };
    case "verify-ca":
      return { ...authority(settings), rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case "verify-full":
      return { ...authority(settings), rejectUnauthorized: true };
    default:
      return settings.tlsMode satisfies never;
  }
}

function authority(settings: ConnectionSettings): { ca?: string } {
  return settings.ca === undefined ? {} : { ca: settings.ca };
}
