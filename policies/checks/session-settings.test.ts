import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HARMLESS_LIBRARIES, SESSION_SETTINGS, unsafeSetting } from "./session-settings";

const said = (name: string, value: string) => unsafeSetting(name, value, HARMLESS_LIBRARIES.default);

describe("a setting that sessions start with", () => {
  for (const [name, value, what] of [
    ["session_preload_libraries", "auto_explain, spy", "the library spy (session_preload_libraries)"],
    ["session_preload_libraries", '"$libdir/spy"', "the library $libdir/spy (session_preload_libraries)"],
    ["local_preload_libraries", "spy", "the library spy (local_preload_libraries)"],
    ["password_encryption", "MD5", "password_encryption = MD5"],
    ["standard_conforming_strings", "off", "standard_conforming_strings = off"],
    ["backslash_quote", "on", "backslash_quote = on"],
    ["lo_compat_privileges", "true", "lo_compat_privileges = true"],
    ["dynamic_library_path", "/tmp:$libdir", "dynamic_library_path = /tmp:$libdir"],
  ] as const)
    test(`${name} = ${value} is unsafe`, () => assert.equal(said(name, value), what));

  for (const [name, value] of [
    ["session_preload_libraries", ""],
    ["session_preload_libraries", "$libdir/auto_explain, safeupdate"],
    ["local_preload_libraries", "$libdir/plugins/plpgsql_check"],
    ["password_encryption", "scram-sha-256"],
    ["standard_conforming_strings", "on"],
    ["backslash_quote", "safe_encoding"],
    ["lo_compat_privileges", "off"],
    ["dynamic_library_path", "$libdir"],
    ["statement_timeout", "1s"],
  ] as const)
    test(`${name} = ${JSON.stringify(value)} is not`, () => assert.equal(said(name, value), undefined));

  test("is asked for where it can be unsafe", () => {
    assert.ok(SESSION_SETTINGS.includes("zero_damaged_pages"));
    assert.ok(SESSION_SETTINGS.includes("local_preload_libraries"));
  });
});
