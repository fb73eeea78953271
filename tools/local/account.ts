import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { LocalServerError } from "./errors";

/** The operating system's user that a server runs as, where it isn't the one who asks. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Names a user for servers that root starts: an environment variable, for machines where the usual ones won't do. */
export const ACCOUNT_VARIABLE = "PALISADE_SERVER_ACCOUNT";

/**
 * Who a new server is to run as: `undefined` for the user who asks. PostgreSQL refuses root, so for root it is,
 * in this order, the account of {@link ACCOUNT_VARIABLE}, the user behind `sudo`, `nobody`, `postgres`.
 */
export function chooseAccount(environment: NodeJS.ProcessEnv = process.env): Account | undefined {
  if (!isRoot()) return undefined;
  const wanted = environment[ACCOUNT_VARIABLE];
  if (wanted !== undefined && wanted !== "") {
    const account = findAccount(wanted);
    if (account !== undefined && canBecome(account)) return account;
    throw new LocalServerError(
      "no-account",
      `${ACCOUNT_VARIABLE} names ${JSON.stringify(wanted)}, which is no account that root can run a server as: ` +
        "name an existing account other than root",
    );
  }
  for (const name of [environment["SUDO_USER"], "nobody", "postgres"]) {
    const account = name === undefined || name === "" ? undefined : findAccount(name);
    if (account !== undefined && canBecome(account)) return account;
  }
  throw new LocalServerError(
    "no-account",
    "PostgreSQL refuses to run as root, and there is no other account to run it as (looked for nobody and postgres): " +
      `run this command as an ordinary user, or create an account and name it in ${ACCOUNT_VARIABLE}`,
  );
}

/** Who an existing data folder's server has to run as: its owner. */
export function accountOf(dataDirectory: string): Account | undefined {
  const { uid, gid } = statSync(dataDirectory);
  const ourselves = process.getuid?.();
  if (ourselves === undefined) return undefined;
  if (!isRoot()) {
    if (uid === ourselves) return undefined;
    throw new LocalServerError(
      "wrong-owner",
      `${dataDirectory} belongs to the user ${nameOf(uid)}: run this command as that user or as root, or choose another folder`,
    );
  }
  if (uid !== 0) return { name: nameOf(uid), uid, gid };
  throw new LocalServerError(
    "wrong-owner",
    `${dataDirectory} belongs to root, and PostgreSQL refuses to run as root: give the folder and all in it ` +
      "back to the account that ran the server (chown -R)",
  );
}

/** What `spawn` needs to run a program as an account. */
export function asAccount(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Whether this process is root (never on Windows). */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function findAccount(name: string): Account | undefined {
  const uid = numberFrom("-u", name);
  const gid = numberFrom("-g", name);
  return uid === undefined || gid === undefined || uid === 0 ? undefined : { name, uid, gid };
}

function numberFrom(option: "-u" | "-g", name: string): number | undefined {
  if (name.startsWith("-")) return undefined;
  try {
    const text = execFileSync("id", [option, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const value = Number.parseInt(text, 10);
    // macOS gives nobody the number -2, which `id` prints as 4294967294 and `spawn` cannot take.
    return Number.isInteger(value) && value < 2 ** 31 ? value : undefined;
  } catch {
    return undefined;
  }
}

function nameOf(uid: number): string {
  try {
    return execFileSync("id", ["-un", String(uid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return String(uid);
  }
}

/** A container's user namespace may know an account by name and still refuse to become it. */
function canBecome(account: Account): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", "exit 0"], {
    ...asAccount(account),
    cwd: "/",
    stdio: "ignore",
  });
  return status === 0;
}
