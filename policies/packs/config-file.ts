import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Rule } from "../rule";
import { type PackConfig, PackConfigError, parsePackConfig } from "./config";

/** Where a pack's configuration is looked for, beside what the engine hands over. */
export interface ConfigPlace {
  /** The project's folder: see `projectFolder`. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The file in the project's folder. */
export const CONFIG_FILE = "palisade.policy.json";

/** Names another file, absolute or counted from the project's folder. */
export const CONFIG_VARIABLE = "PALISADE_POLICY_CONFIG";

/**
 * Reads the configuration of a pack: the file that `PALISADE_POLICY_CONFIG` names, else `palisade.policy.json` in the
 * project's folder, else nothing. Throws a {@link PackConfigError} with all mistakes. (The engine's own
 * `--policy-pack-config` works too, but takes a wrong rule name without a word.)
 */
export function loadPackConfig(place: ConfigPlace, rules: readonly Rule[]): PackConfig {
  const named = place.env[CONFIG_VARIABLE];
  const path =
    named === undefined || named === ""
      ? join(place.directory, CONFIG_FILE)
      : resolve(place.directory, named);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const missing = (error as { code?: unknown }).code === "ENOENT";
    if (missing && (named === undefined || named === "")) return {};
    throw new PackConfigError(path, [
      missing ? `does not exist: correct ${CONFIG_VARIABLE}` : "cannot be read",
    ]);
  }
  return parsePackConfig(path, text, rules);
}
