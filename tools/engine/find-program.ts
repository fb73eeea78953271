import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join, sep } from "node:path";

/** The first executable of this name on PATH, or `undefined`. Folders below one of `except` are passed over. */
export function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv,
  except: readonly string[] = [],
): string | undefined {
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, name);
    if (isExecutable(path) && !except.some((outside) => isWithin(path, outside))) return path;
  }
  return undefined;
}

/** Whether a file is there that this user may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isWithin(path: string, folder: string): boolean {
  try {
    return realpathSync(path).startsWith(realpathSync(folder) + sep);
  } catch {
    return false;
  }
}
