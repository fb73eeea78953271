import { randomBytes } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { isRoot } from "./account";
import { LocalServerError } from "./errors";
import { entriesOf, makeFolder, readIfThere, TEMPORARY, writeWhole } from "./files";

/** What a server's folder remembers between two starts. */
export interface ServerState {
  readonly major: number;
  readonly port: number;
  /** Absolute. */
  readonly dataDirectory: string;
}

/** The server's first role, its superuser. */
export const SUPERUSER = "postgres";

const STATE_FILE = "state.json";
const PASSWORD_FILE = "superuser.password";
const LOCK = ".lock";

/** The lock that starting and stopping hold. */
export function lockPath(directory: string): string {
  return join(directory, LOCK);
}

/** Makes the folder of a server, if it isn't there. */
export function makeDirectory(directory: string): void {
  // Root's server runs as another account, which has to pass through; every secret in it is a file of its own, 0600.
  makeFolder(directory, isRoot() ? 0o711 : 0o700);
}

/** Refuses a folder that holds something else than a server. The caller holds its lock. */
export function checkDirectory(directory: string): void {
  const entries = entriesOf(directory).filter((name) => name !== LOCK && !name.startsWith(TEMPORARY));
  if (entries.length > 0 && !entries.includes(STATE_FILE)) {
    throw new LocalServerError(
      "foreign-folder",
      `${directory} holds something else than a local server (${entries.slice(0, 3).join(", ")}): choose another folder`,
    );
  }
}

/** The state of the server in a folder, or `undefined` where there is no server. */
export function readState(directory: string): ServerState | undefined {
  const text = readIfThere(join(directory, STATE_FILE));
  if (text === undefined) return undefined;
  const { major, port, dataDirectory } = parseState(directory, text);
  if (typeof major !== "number" || typeof port !== "number" || typeof dataDirectory !== "string") {
    throw unreadable(directory);
  }
  // Relative inside the folder, so that the whole may be moved.
  return {
    major,
    port,
    dataDirectory: isAbsolute(dataDirectory) ? dataDirectory : join(directory, dataDirectory),
  };
}

/** Keeps the state of the server in a folder. */
export function writeState(directory: string, state: ServerState): void {
  const inside = state.dataDirectory === join(directory, "data");
  const kept = { ...state, dataDirectory: inside ? "data" : state.dataDirectory };
  writeWhole(join(directory, STATE_FILE), `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
}

/** The superuser's password: 32 random bytes, made once, in a file for its owner only. */
export function superuserPassword(directory: string): string {
  const path = join(directory, PASSWORD_FILE);
  const kept = readIfThere(path)?.trim();
  if (kept !== undefined && kept !== "") return kept;
  const password = randomBytes(32).toString("base64url");
  writeWhole(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Where {@link superuserPassword} is kept. */
export function passwordPath(directory: string): string {
  return join(directory, PASSWORD_FILE);
}

/** The major version that made a data folder, or `undefined` where there is none. */
export function majorIn(dataDirectory: string): number | undefined {
  const text = readIfThere(join(dataDirectory, "PG_VERSION"));
  return text === undefined ? undefined : Number.parseInt(text, 10);
}

function parseState(directory: string, text: string): Partial<Record<keyof ServerState, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Falls through to the one message.
  }
  throw unreadable(directory);
}

function unreadable(directory: string): LocalServerError {
  return new LocalServerError(
    "failed",
    `${join(directory, STATE_FILE)} cannot be understood: it was changed by hand or by another version. ` +
      "Put it back, or remove the server's folder to begin anew",
  );
}
