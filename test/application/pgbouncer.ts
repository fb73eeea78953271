import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, chownSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { asAccount, chooseAccount } from "../../tools/local/account";
import { anyFreePort } from "../../tools/local/ports";
import type { TestServer } from "../servers";

/** Names a PgBouncer that is not in the PATH. */
export const PGBOUNCER_VARIABLE = "PGBOUNCER_PATH";

/** Debian puts it where only root looks. */
const OTHER_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"];

/** The PgBouncer of this machine. Throws a sentence that says what to install. */
export function findPgBouncer(
  env: NodeJS.ProcessEnv = process.env,
  others: readonly string[] = OTHER_FOLDERS,
): string {
  const given = env[PGBOUNCER_VARIABLE];
  const folders = [...(env["PATH"] ?? "").split(delimiter), ...others];
  const candidates = [
    ...(given === undefined ? [] : [given]),
    ...folders.map((folder) => join(folder, "pgbouncer")),
  ];
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found !== undefined) return found;
  throw new Error(
    `no PgBouncer was found: install it ("apt-get install pgbouncer" on Debian and Ubuntu), or set ${PGBOUNCER_VARIABLE} to its program`,
  );
}

/** A running PgBouncer in front of one role of one database. */
export interface PgBouncer {
  /** For example `1.18.0`. */
  readonly version: string;
  /**
   * A connection by way of it: over loopback in plain text, with SCRAM; PgBouncer itself verifies the server. It holds
   * the password: never in an argument of a program.
   */
  readonly url: string;
  stop(): Promise<void>;
}

/** What {@link startPgBouncer} needs. */
export interface PgBouncerOptions {
  readonly server: TestServer;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Connections to the server, which all clients share. */
  readonly poolSize: number;
}

/** Milliseconds until it must answer. */
const PATIENCE = 20_000;

/** Starts a PgBouncer in transaction mode that ends with this process, or by its `stop`. It never runs as root. */
export async function startPgBouncer(options: PgBouncerOptions): Promise<PgBouncer> {
  const program = findPgBouncer();
  const { server, database, user, password } = options;
  const account = chooseAccount();
  const folder = mkdtempSync(join(tmpdir(), "palisade-pgbouncer-"));
  const port = await anyFreePort();
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (account !== undefined) chownSync(path, account.uid, account.gid);
    return path;
  };
  // The password itself, not a verifier: PgBouncer has to prove it to the server as well (userlist.txt in its manual).
  const users = write("userlist.txt", `"${user}" "${password}"\n`);
  const authority = write("authority.pem", server.caPem);
  const configuration = write("pgbouncer.ini", configurationText({ ...options, port, users, authority }));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);

  const child = spawn(program, [configuration], {
    ...asAccount(account),
    cwd: folder,
    env: { PATH: process.env["PATH"] },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((done) => {
    child.once("close", () => done());
    child.once("error", (error) => {
      said += error.message;
      done();
    });
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    // SIGINT waits for clients that are in a transaction, SIGTERM does not (pgbouncer(1), signals).
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
  try {
    await answers(url, child, () => said);
  } catch (error) {
    await stop();
    throw error;
  }
  return { version: versionOf(program), url, stop };
}

/** The version that a program says, for example `1.18.0`. */
function versionOf(program: string): string {
  return (
    /PgBouncer (\d+\.\d+\.\d+)/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1] ?? ""
  );
}

function configurationText({
  server,
  database,
  poolSize,
  port,
  users,
  authority,
}: PgBouncerOptions & { port: number; users: string; authority: string }): string {
  return `${[
    "[databases]",
    `${database} = host=${server.host} port=${server.port} dbname=${database}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${users}`,
    "server_tls_sslmode = verify-full",
    `server_tls_ca_file = ${authority}`,
    "pool_mode = transaction",
    `default_pool_size = ${poolSize}`,
    "max_client_conn = 200",
    // What the JDBC driver always sends when it connects.
    "ignore_startup_parameters = extra_float_digits",
    "log_connections = 0",
    "log_disconnections = 0",
  ].join("\n")}\n`;
}

async function answers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  let last: unknown;
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(50)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const client = new Client(url);
    try {
      await client.connect();
      return;
    } catch (error) {
      last = error;
    } finally {
      await client.end();
    }
  }
  throw new Error(`PgBouncer did not answer (${String(last)}); it said:\n${said()}`);
}
