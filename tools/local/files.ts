import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Account } from "./account";
import { errorCode, explainFileFailure, LocalServerError } from "./errors";

/** How the name of a file begins that isn't in its place yet. */
export const TEMPORARY = ".new-";

/** How {@link writeWhole} leaves a file behind. */
export interface FileRights {
  /** Permission bits; no umask is applied. */
  readonly mode: number;
  /** Who is to own the file. @default the user of this process */
  readonly owner?: Account | undefined;
}

/**
 * Writes a file so that it is there whole or not at all, with its rights from the first byte on. It is written
 * beside its place under a name that nobody can guess and then moved, which also replaces a link instead of
 * following it: root writes into folders that belong to an ordinary account.
 */
export function writeWhole(path: string, text: string, rights: FileRights): void {
  const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(9).toString("hex")}`);
  try {
    const file = openSync(
      temporary,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
      0o600,
    );
    try {
      if (rights.owner !== undefined) fchownSync(file, rights.owner.uid, rights.owner.gid);
      fchmodSync(file, rights.mode);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainFileFailure(path, error);
  }
}

/** The text of a file, or `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw explainFileFailure(path, error);
  }
}

/** The entries of a folder, or none where it doesn't exist. */
export function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw explainFileFailure(path, error);
  }
}

/**
 * Makes a folder and its missing parents. What it makes gets `mode`, whatever the umask says; what was there stays as it was.
 */
export function makeFolder(path: string, mode: number): void {
  try {
    const first = mkdirSync(path, { recursive: true });
    if (first === undefined) return;
    for (let made = path; ; made = dirname(made)) {
      chmodSync(made, mode);
      if (made === first || made === dirname(made)) return;
    }
  } catch (error) {
    throw explainFileFailure(path, error);
  }
}

/** Makes a private folder (0700) for an account, or for this process's user. Throws where something is there already. */
export function makePrivateFolder(path: string, owner: Account | undefined): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
  } catch (error) {
    throw explainFileFailure(path, error);
  }
}

/** Removes a file or a folder with all in it; fine where there is nothing. */
export function removeAll(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch (error) {
    throw explainFileFailure(path, error);
  }
}

/**
 * Copies a folder of files and folders; the copies are private, and `owner`'s (or this user's). Throws where something is
 * there already, and for anything else in the folder: no link is followed. Each folder becomes the owner's when all in it
 * is done, so that nobody else can change under way what root gives away.
 */
export function copyFolder(from: string, to: string, owner: Account | undefined): void {
  makePrivateFolder(to, undefined);
  try {
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const [original, copy] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) copyFolder(original, copy, owner);
      else copyFile(original, copy, owner);
    }
    if (owner !== undefined) chownSync(to, owner.uid, owner.gid);
  } catch (error) {
    throw error instanceof LocalServerError ? error : explainFileFailure(to, error);
  }
}

function copyFile(original: string, copy: string, owner: Account | undefined): void {
  const file = openSync(original, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    writeFileSync(copy, readFileSync(file), { mode: 0o600, flag: "wx" });
  } finally {
    closeSync(file);
  }
  if (owner !== undefined) chownSync(copy, owner.uid, owner.gid);
}
