import { statSync } from "node:fs";
import { readText } from "./text-file";

/** What a password is looked up by. */
export interface PasswordKey {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** See {@link lookUpPassword}. */
export interface PasswordLookup {
  readonly password?: string;
  /** Why the file was passed over, as libpq says it too. */
  readonly warning?: string;
}

/**
 * Looks a password up in a password file by libpq's rules: the first line that fits counts; `*` fits anything;
 * `\:` and `\\` stand for the characters themselves; a line that begins with `#` is a comment; a file that others may
 * read is passed over. (The package `pgpass` reads the environment of this process by itself, takes an escaped
 * backslash before a colon for an escaped colon, and warns on stderr.)
 */
export function lookUpPassword(
  path: string,
  key: PasswordKey,
  platform: string = process.platform,
): PasswordLookup {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return {};
  // A pipe, for example, would be waited for.
  if (!status.isFile())
    return { warning: `the password file ${path} is passed over, because it is no plain file` };
  if (platform !== "win32" && (status.mode & 0o077) !== 0) {
    return {
      warning: `the password file ${path} is passed over, because others may read it: chmod 600 ${path}`,
    };
  }
  const text = readText(path);
  if (text.kind === "missing") return {};
  if (text.kind === "unreadable")
    return { warning: `the password file ${path} cannot be read (${text.code})` };
  const wanted = [key.host, String(key.port), key.database, key.user];
  for (const line of text.text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = splitFields(line);
    const password = fields[4];
    if (password !== undefined && wanted.every((value, index) => fits(fields[index], value))) {
      return { password: withoutBackslashes(password) };
    }
  }
  return {};
}

/** The fields of a line, still escaped. The password, the fifth, ends at a colon too, as in libpq. */
function splitFields(line: string): string[] {
  return line.match(/(?:\\.|[^:\\]|\\$)*(?::|$)/g)?.map((field) => field.replace(/:$/, "")) ?? [];
}

function fits(field: string | undefined, value: string): boolean {
  return field !== undefined && (field === "*" || withoutBackslashes(field) === value);
}

function withoutBackslashes(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}
