import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { type Given, type Layer, readEnvironment } from "./keywords";
import { lookUpPassword } from "./password-file";
import { type ConnectionProblem, ConnectionSettingsError } from "./problems";
import { lookUpService } from "./service-file";
import type { ConnectionSettings } from "./settings";
import { chooseTls } from "./tls";
import { parseUrl } from "./url";

/** What {@link resolveConnection} looks at. */
export interface ConnectionSources {
  /** A connection URL; what it says counts more than all else. */
  readonly url?: string | undefined;
  /** The environment, for PGHOST and its sisters. */
  readonly env: NodeJS.ProcessEnv;
  /** Where `.pgpass`, `.pg_service.conf` and `.postgresql/` lie. @default the user's */
  readonly homeDirectory?: string;
  /** The role where none is named. @default the operating system's user */
  readonly userName?: string;
  /** Folders in which a server's Unix socket may lie, where no host is named. @default where Debian and PostgreSQL itself put it */
  readonly socketDirectories?: readonly string[];
}

/** A connection, found and checked. */
export interface ResolvedConnection {
  readonly settings: ConnectionSettings;
  /** What the user should hear, one sentence each, without secrets. For stderr. */
  readonly warnings: readonly string[];
}

const DEFAULT_PORT = 5432;

/** Debian's and PostgreSQL's own default for `unix_socket_directories`. */
const SOCKET_DIRECTORIES = ["/var/run/postgresql", "/tmp"];

/** Where packages look for the machine's service file: Debian's, and the others'. */
const SYSTEM_FOLDERS = ["/etc/postgresql-common", "/etc"];

/**
 * Finds out how to connect, as psql does: from a URL; then from a service (`service=`, PGSERVICE) in PGSERVICEFILE or
 * `~/.pg_service.conf` and then in the machine's `pg_service.conf` (PGSYSCONFDIR); then from the environment
 * (PGHOST, PGHOSTADDR, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE, PGSSLROOTCERT, PGCONNECT_TIMEOUT, PGAPPNAME);
 * a missing password from PGPASSFILE or `~/.pgpass`. Where no host is named: a Unix socket in one of the usual
 * folders, else `localhost`. The TLS mode is never weaker than asked for; `chooseTls` says how it is found.
 *
 * Reads files, and opens no connection.
 *
 * @throws ConnectionSettingsError that lists all mistakes at once.
 */
export function resolveConnection(sources: ConnectionSources): ResolvedConnection {
  const files = userFiles(sources.homeDirectory ?? sources.env["HOME"] ?? homedir(), sources.env);
  const socketDirectories = sources.socketDirectories ?? SOCKET_DIRECTORIES;
  const warnings: string[] = [];
  const problems: ConnectionProblem[] = [];

  const url = sources.url === undefined ? undefined : parseUrl(sources.url);
  const environment = readEnvironment(sources.env);
  const service = findService(url?.layer.service ?? environment.layer.service, sources.env, files.services);
  for (const source of [url, service]) {
    warnings.push(...(source?.warnings ?? []));
    problems.push(...(source?.problems ?? []));
  }
  warnings.push(...environment.warnings);
  const layer: Layer = { ...environment.layer, ...service?.layer, ...url?.layer };

  const port = wholeNumber(layer.port, 1, 65_535, "a port", problems) ?? DEFAULT_PORT;
  const seconds = wholeNumber(layer.connect_timeout, 0, 2_147_483, "a number of seconds", problems);
  const place = findHost(layer, port, socketDirectories, problems);
  const user = layer.user?.value ?? sources.userName ?? operatingSystemUser(problems);
  const database = layer.dbname?.value ?? user;
  const tls = chooseTls({
    layer,
    certificateFolder: files.certificates,
    local: place.host.startsWith("/"),
    warn: (text) => warnings.push(text),
    fail: (problem) => problems.push(problem),
  });
  if (problems.length > 0) throw new ConnectionSettingsError(problems);

  let password = layer.password?.value;
  if (password === undefined) {
    // libpq's rule: a socket in the usual folder is listed under localhost.
    const host = socketDirectories.includes(place.host) ? "localhost" : place.host;
    const path = layer.passfile?.value ?? files.passwords;
    const found = lookUpPassword(path, { host, port, database, user });
    password = found.password;
    if (found.warning !== undefined) warnings.push(found.warning);
  }
  return {
    settings: {
      host: place.host,
      ...(place.address === undefined ? {} : { hostAddress: place.address }),
      port,
      user,
      ...(password === undefined ? {} : { password }),
      database,
      ...tls,
      ...(seconds === undefined ? {} : { connectTimeout: seconds * 1000 }),
      ...(layer.application_name === undefined ? {} : { applicationName: layer.application_name.value }),
    },
    warnings,
  };
}

function findService(
  named: Given | undefined,
  env: NodeJS.ProcessEnv,
  usual: string,
): ReturnType<typeof lookUpService> | undefined {
  if (named === undefined) return undefined;
  const own = env["PGSERVICEFILE"];
  if (own !== undefined && own !== "" && !existsSync(own)) {
    const problem = { where: "PGSERVICEFILE", problem: `${own} does not exist`, cure: "correct the path" };
    return { layer: {}, warnings: [], problems: [problem] };
  }
  const system = env["PGSYSCONFDIR"];
  return lookUpService(named.value, named.where, [
    own || usual,
    ...(system ? [system] : SYSTEM_FOLDERS).map((folder) => join(folder, "pg_service.conf")),
  ]);
}

interface Place {
  readonly host: string;
  readonly address: string | undefined;
}

function findHost(
  layer: Layer,
  port: number,
  socketDirectories: readonly string[],
  problems: ConnectionProblem[],
): Place {
  for (const given of [layer.host, layer.hostaddr]) {
    if (given?.value.includes(",") === true) {
      problems.push({
        where: given.where,
        problem: "names several hosts",
        cure: "name the one that is meant",
      });
    }
  }
  const address = layer.hostaddr?.value;
  if (layer.hostaddr !== undefined && address?.includes(",") === false && isIP(address) === 0) {
    const problem = `${JSON.stringify(address)} is no IP address`;
    problems.push({ where: layer.hostaddr.where, problem, cure: "write an address, or the name as host" });
  }
  if (layer.host !== undefined) {
    // A socket's folder counts more than an address would.
    return { host: layer.host.value, address: layer.host.value.startsWith("/") ? undefined : address };
  }
  if (address !== undefined) return { host: address, address: undefined };
  const folder = socketDirectories.find((path) => existsSync(join(path, `.s.PGSQL.${port}`)));
  return { host: folder ?? "localhost", address: undefined };
}

/** libpq's files of one user. */
interface UserFiles {
  readonly certificates: string;
  readonly passwords: string;
  readonly services: string;
}

function userFiles(home: string, env: NodeJS.ProcessEnv): UserFiles {
  if (process.platform === "win32") {
    const folder = join(env["APPDATA"] ?? home, "postgresql");
    const [passwords, services] = [join(folder, "pgpass.conf"), join(folder, ".pg_service.conf")];
    return { certificates: folder, passwords, services };
  }
  return {
    certificates: join(home, ".postgresql"),
    passwords: join(home, ".pgpass"),
    services: join(home, ".pg_service.conf"),
  };
}

function wholeNumber(
  given: Given | undefined,
  least: number,
  most: number,
  what: string,
  problems: ConnectionProblem[],
): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\s*\d{1,10}\s*$/.test(given.value) ? Number(given.value) : Number.NaN;
  if (value >= least && value <= most) return value;
  // A URL's port may be a piece of a password with a bare colon or slash in it.
  const shown =
    given.where.startsWith("URL") && !/^[\d.+-]{1,10}$/.test(given.value)
      ? "it"
      : JSON.stringify(given.value);
  problems.push({
    where: given.where,
    problem: `${shown} is not ${what}`,
    cure: `write a whole number from ${least} to ${most}`,
  });
  return undefined;
}

function operatingSystemUser(problems: ConnectionProblem[]): string {
  try {
    return userInfo().username;
  } catch {
    problems.push({
      where: "PGUSER",
      problem: "no role is named, and the operating system has no name for this user",
      cure: "name the role in PGUSER or in the URL",
    });
    return "";
  }
}
