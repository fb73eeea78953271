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

const ON = /^(on|true|yes|1)$/i;
const OFF = /^(off|false|no|0)$/i;

/** What a session must not start with, by the names of settings. */
const UNSAFE: Readonly<Record<string, (value: string) => boolean>> = {
  allow_system_table_mods: (value) => ON.test(value),
  backslash_quote: (value) => ON.test(value),
  dynamic_library_path: (value) => value !== "$libdir",
  ignore_checksum_failure: (value) => ON.test(value),
  ignore_system_indexes: (value) => ON.test(value),
  lo_compat_privileges: (value) => ON.test(value),
  password_encryption: (value) => value.toLowerCase() === "md5",
  standard_conforming_strings: (value) => OFF.test(value),
  zero_damaged_pages: (value) => ON.test(value),
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
