import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, statfsSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { makeFolder } from "../tools/local/files";

const PROJECT = resolve(__dirname, "..");

/** On a disk. */
const ON_DISK = join(PROJECT, ".palisade", "test");

/** Where Linux has a file system in memory that everybody may write to. */
const MEMORY = "/dev/shm";

/** TMPFS_MAGIC of Linux's statfs(2). */
const IN_MEMORY = 0x01021994;

/** More than twice what the servers of a whole run hold at once. */
const NEEDED_BYTES = 4 * 1024 ** 3;

/** All folders that servers of tests may lie in, whether they exist or not. */
export const SERVERS_FOLDERS: readonly string[] = [folderBelow(MEMORY), ON_DISK];

/**
 * The folder in which tests put servers; made where it is not there. It lies in memory where there is room: a database
 * is some three hundred files, and to make and remove them by the thousand keeps a disk's file system busier than
 * PostgreSQL itself.
 */
export function serversFolder(): string {
  const folder = folderInMemory(MEMORY, NEEDED_BYTES) ?? ON_DISK;
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * This user's folder for this project in a file system in memory; `undefined` where there is none, too little room, or
 * somebody else's folder in its place.
 */
export function folderInMemory(memory: string, needed: number): string | undefined {
  try {
    const { bavail, bsize, type } = statfsSync(memory);
    if (type !== IN_MEMORY || bavail * bsize < needed || process.availableMemory() < needed) return undefined;
    const folder = folderBelow(memory);
    // Root's servers run as another account, which has to pass through.
    makeFolder(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    const found = lstatSync(folder);
    const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
    return ours ? folder : undefined;
  } catch {
    return undefined;
  }
}

function folderBelow(memory: string): string {
  const key = createHash("sha256").update(PROJECT).digest("hex").slice(0, 12);
  return join(memory, `palisade-${process.getuid?.() ?? 0}-${key}`);
}
