import type { OptionSpec } from "../option";

/** Libraries that people load into sessions for good reasons: of PostgreSQL itself, and of platforms. */
export const HARMLESS_LIBRARIES = {
  type: "strings",
  default: [
    "anon",
    "auth_delay",
    "auto_explain",
    "pg_hint_plan",
    "pg_stat_statements",
    "pgaudit",
    "plpgsql",
    "plpgsql_check",
    "safeupdate",
    "supautils",
  ],
  description: "Libraries that sessions may be made to load.",
} as const satisfies OptionSpec;

/** True for a stored boolean setting that is on, in any of the words that people write. */
export function isOn(value: string): boolean {
  return /^(on|true|yes|1)$/i.test(value);
}

/** True for a stored boolean setting that is off. */
export function isOff(value: string): boolean {
  return /^(off|false|no|0)$/i.test(value);
}

/** What a session must not start with, by the names of settings. */
const UNSAFE: Readonly<Record<string, (value: string) => boolean>> = {
  allow_system_table_mods: isOn,
  backslash_quote: isOn,
  dynamic_library_path: (value) => value !== "$libdir",
  ignore_checksum_failure: isOn,
  ignore_system_indexes: isOn,
  lo_compat_privileges: isOn,
  password_encryption: (value) => value.toLowerCase() === "md5",
  standard_conforming_strings: isOff,
  zero_damaged_pages: isOn,
};

/** Settings that name libraries which every session loads. */
const PRELOADS: readonly string[] = ["session_preload_libraries", "local_preload_libraries"];

/** The settings that {@link unsafeSetting} has something to say of. */
export const SESSION_SETTINGS: readonly string[] = [...PRELOADS, ...Object.keys(UNSAFE)];

/** What is wrong with a value that sessions start with, as `password_encryption = md5`; `undefined` where nothing is. */
export function unsafeSetting(name: string, value: string, libraries: readonly string[]): string | undefined {
  if (!PRELOADS.includes(name)) return UNSAFE[name]?.(value) === true ? `${name} = ${value}` : undefined;
  const strange = value
    .split(",")
    .map((one) => one.trim().replace(/^"(.*)"$/, "$1"))
    .filter((one) => one !== "" && !libraries.includes(one.replace(/^\$libdir\/(?:plugins\/)?/, "")));
  return strange.length === 0 ? undefined : `the library ${strange.join(", ")} (${name})`;
}
