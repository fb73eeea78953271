import assert from "node:assert/strict";
import { test } from "node:test";
import { accessRulesText, HARDENED_SETTINGS, settingsText } from "./configuration";

const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("settings are written quoted, later ones over earlier ones", () => {
  const text = settingsText(
    { port: 5432, ssl: "on", log_temp_files: 0 },
    { ssl: false, "auth_delay.milliseconds": 5, unix_socket_directories: "" },
  );
  assert.deepEqual(lines(text), [
    "port = '5432'",
    "ssl = 'off'",
    "log_temp_files = '0'",
    "auth_delay.milliseconds = '5'",
    "unix_socket_directories = ''",
  ]);
});

test("a value cannot break out of its quotes or its line", () => {
  assert.deepEqual(lines(settingsText({ a: "it's \\ 'x'" })), ["a = 'it''s \\\\ ''x'''"]);
  for (const value of ["a\nport = '1'", "a\r", "\0"])
    assert.throws(() => settingsText({ a: value }), RangeError);
});

test("a name cannot be more than a name", () => {
  for (const name of ["", "a b", "a=b", "a\nb", "include 'x'", "a.b.c", "1a", "#a"]) {
    assert.throws(() => settingsText({ [name]: "x" }), RangeError, name);
  }
});

test("only SCRAM over TLS from this machine is let in, and nothing is trusted", () => {
  const rules = lines(accessRulesText()).map((line) => line.split(/\s+/));
  assert.deepEqual(rules, [
    ["local", "all", "all", "scram-sha-256"],
    ["hostssl", "all", "all", "127.0.0.1/32", "scram-sha-256"],
    ["hostssl", "all", "all", "::1/128", "scram-sha-256"],
    ["host", "all", "all", "all", "reject"],
  ]);
});

test("no statement's text is logged for being slow: it would show values", () => {
  assert.equal(HARDENED_SETTINGS["log_statement"], "ddl");
  assert.ok(!Object.keys(HARDENED_SETTINGS).some((name) => /duration|sample/.test(name)));
});
