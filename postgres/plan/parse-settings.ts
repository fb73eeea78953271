import type { Reader } from "./input-reader";
import { checkSettings, isShown } from "./roles/setting-values";

/** A setting's name: one word, or several with dots for an extension's or an application's own (`app.settings.key`). */
const SETTING = /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)*$/;

/** Reads setting → value, as ALTER ROLE … SET and ALTER DATABASE … SET take them. Values are texts with their units. */
export function parseSettings(read: Reader, input: unknown, path: string): ReadonlyMap<string, string> {
  const settings = read.map(input, path, false, (value, at, name) => {
    if (!SETTING.test(name)) read.problem(at, `${JSON.stringify(name)} is not the name of a setting`);
    if (typeof value !== "string") {
      // Its kind, not itself: a setting may hold a secret.
      read.problem(
        at,
        `must be a text such as "30s", not ${isShown(name) ? JSON.stringify(value) : kindOf(value)}`,
      );
      return "";
    }
    if (value.includes("\0")) read.problem(at, "holds a NUL character, which PostgreSQL cannot store");
    return value;
  });
  checkSettings(read, settings, path);
  return settings;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
