import { readFileSync, readlinkSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, relative } from "node:path";
import { errorCode } from "./errors";

/**
 * Makes the links between shared libraries that npm cannot carry and that the package's install script would
 * make (npm 11 runs no install scripts). Safe to repeat, and safe when several processes do it at once:
 * a link appears whole, and who comes second finds it right.
 *
 * @returns false where the folder cannot be written: then a copy of the distribution is needed.
 */
export function linkLibraries(root: string): boolean {
  try {
    for (const { source, target } of readLinks(root)) makeLink(root, source, target);
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function readLinks(root: string): Link[] {
  let text: string;
  try {
    text = readFileSync(join(root, "native", "pg-symlinks.json"), "utf8");
  } catch (error) {
    // Windows' package has no links and no file.
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
  const links = JSON.parse(text) as Link[];
  for (const { source, target } of links) {
    for (const path of [source, target]) {
      if (isAbsolute(path) || normalize(path).startsWith("..")) {
        throw new Error(`${join(root, "native", "pg-symlinks.json")} points outside its package: ${path}`);
      }
    }
  }
  return links;
}

function makeLink(root: string, source: string, target: string): void {
  const path = join(root, target);
  const text = relative(dirname(target), source);
  if (readLink(path) === text) return;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  symlinkSync(text, temporary);
  try {
    // Replaces a wrong or half-made entry in one step.
    renameSync(temporary, path);
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
