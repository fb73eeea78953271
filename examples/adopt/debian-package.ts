import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const FOLDER = resolve(__dirname, "..", "..", ".palisade", "debian");

/**
 * Fetches a package with Debian's own apt-get and unpacks it, and gives the folder that holds its files. Nothing is
 * installed, and root is not needed. A package that was fetched before is not fetched again. Throws where there is no
 * apt-get, or no such package.
 */
export async function debianPackage(name: string): Promise<string> {
  const target = join(FOLDER, name);
  if (existsSync(target)) return target;
  mkdirSync(FOLDER, { recursive: true });
  const work = mkdtempSync(join(FOLDER, `${name}-`));
  try {
    await download(name, work);
    const archive = readdirSync(work).find((file) => file.endsWith(".deb"));
    if (archive === undefined) throw new Error(`apt-get download ${name} left no package behind`);
    const files = join(work, "files");
    await run("dpkg-deb", ["--extract", join(work, archive), files]);
    // Another process may have been faster.
    if (!existsSync(target)) renameSync(files, target);
    return target;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function download(name: string, folder: string): Promise<void> {
  const get = (options: readonly string[], ...command: string[]) =>
    run("apt-get", [...options, "-qq", ...command], { cwd: folder });
  try {
    await get([], "download", name);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT")
      throw new Error("this example takes its database from a Debian package and needs apt-get and dpkg-deb");
    // A machine whose package lists were never fetched, as in a fresh container: lists of our own, which need no root.
    const options = privateLists(join(folder, "apt"));
    await get(options, "update");
    await get(options, "download", name);
  }
}

/** Options that keep apt's lists and caches in a folder of one's own. */
function privateLists(folder: string): string[] {
  const places = { lists: join(folder, "lists"), cache: join(folder, "cache") };
  for (const place of Object.values(places)) mkdirSync(join(place, "partial"), { recursive: true });
  return [`Dir::State::lists=${places.lists}`, `Dir::Cache=${places.cache}`].flatMap((option) => [
    "-o",
    option,
  ]);
}

/** Every file below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
