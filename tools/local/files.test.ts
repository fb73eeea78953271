import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { LocalServerError } from "./errors";
import { copyFolder, makeFolder, readIfThere, writeWhole } from "./files";
import { linkLibraries } from "./libraries";
import { checkDirectory, readState, superuserPassword, writeState } from "./state";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "palisade-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const mode = (path: string) => statSync(path).mode & 0o777;

test("a file is written with its rights whatever the umask is, and leaves nothing beside it", () => {
  const before = process.umask(0o000);
  try {
    writeWhole(join(folder, "secret"), "x", { mode: 0o600 });
    process.umask(0o077);
    writeWhole(join(folder, "public"), "y", { mode: 0o644 });
  } finally {
    process.umask(before);
  }
  assert.deepEqual([mode(join(folder, "secret")), mode(join(folder, "public"))], [0o600, 0o644]);
  assert.deepEqual(readdirSync(folder).sort(), ["public", "secret"]);
});

test("a folder is copied with all in it, for its owner only; never over something, and never through a link", () => {
  const from = join(folder, "from");
  makeFolder(join(from, "deep", "empty"), 0o755);
  writeFileSync(join(from, "deep", "file"), "x", { mode: 0o644 });
  const to = join(folder, "to");
  copyFolder(from, to, undefined);
  assert.deepEqual(readdirSync(to, { recursive: true }).sort(), ["deep", "deep/empty", "deep/file"]);
  assert.equal(readFileSync(join(to, "deep", "file"), "utf8"), "x");
  assert.deepEqual([mode(to), mode(join(to, "deep")), mode(join(to, "deep", "file"))], [0o700, 0o700, 0o600]);
  assert.throws(() => copyFolder(from, to, undefined), { reason: "not-writable" });
  symlinkSync(join(folder, "to"), join(from, "link"));
  assert.throws(() => copyFolder(from, join(folder, "second"), undefined), LocalServerError);
  assert.deepEqual(readdirSync(join(folder, "second")).includes("link"), false);
});

test("a link in a file's place is replaced, not followed", () => {
  const victim = join(folder, "victim");
  writeFileSync(victim, "untouched");
  symlinkSync(victim, join(folder, "file"));
  writeWhole(join(folder, "file"), "new", { mode: 0o600 });
  assert.equal(readFileSync(victim, "utf8"), "untouched");
  assert.ok(lstatSync(join(folder, "file")).isFile());
});

test("a file that cannot be written says which, and what to do", () => {
  writeFileSync(join(folder, "file"), "");
  assert.throws(() => makeFolder(join(folder, "file", "below"), 0o700), {
    name: "LocalServerError",
    reason: "not-writable",
    message: /file\/below is in the way|a folder is needed/,
  });
  assert.equal(readIfThere(join(folder, "file", "below")), undefined);
});

test("new folders get the rights that are asked for, old ones keep theirs", () => {
  const before = process.umask(0o077);
  try {
    makeFolder(join(folder, "a", "b"), 0o711);
  } finally {
    process.umask(before);
  }
  assert.deepEqual(
    [mode(folder), mode(join(folder, "a")), mode(join(folder, "a", "b"))],
    [0o700, 0o711, 0o711],
  );
});

test("a server's folder takes no folder that holds something else", () => {
  writeFileSync(join(folder, "holiday.jpg"), "");
  assert.throws(
    () => checkDirectory(folder),
    (error: unknown) =>
      error instanceof LocalServerError &&
      error.reason === "foreign-folder" &&
      /holiday\.jpg/.test(error.message),
  );
  assert.deepEqual(readdirSync(folder), ["holiday.jpg"]);
});

test("a server's state is kept, and moves with its folder", () => {
  const first = join(folder, "first");
  mkdirSync(first);
  writeState(first, { major: 18, port: 15_418, dataDirectory: join(first, "data") });
  checkDirectory(first);
  assert.deepEqual(readState(first), { major: 18, port: 15_418, dataDirectory: join(first, "data") });
  writeFileSync(join(folder, "state.json"), readFileSync(join(first, "state.json")));
  assert.equal(readState(folder)?.dataDirectory, join(folder, "data"));
  writeState(folder, { major: 18, port: 1, dataDirectory: "/elsewhere/data" });
  assert.equal(readState(folder)?.dataDirectory, "/elsewhere/data");
  for (const text of ["", "[]", "null", '{"major": 18}']) {
    writeFileSync(join(folder, "state.json"), text);
    assert.throws(() => readState(folder), /state\.json cannot be understood/);
  }
});

test("a password is random, made once, and for its owner only", () => {
  mkdirSync(join(folder, "other"));
  const password = superuserPassword(folder);
  assert.ok(password.length >= 43);
  assert.equal(superuserPassword(folder), password);
  assert.notEqual(superuserPassword(join(folder, "other")), password);
  assert.equal(mode(join(folder, "superuser.password")), 0o600);
});

test("libraries are linked once, again after damage, and never outside their package", () => {
  const lib = join(folder, "native", "lib");
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, "libpq.so.5.18"), "library");
  const links = (source: string, target: string) =>
    writeFileSync(join(folder, "native", "pg-symlinks.json"), JSON.stringify([{ source, target }]));
  links("native/lib/libpq.so.5.18", "native/lib/libpq.so.5");
  for (const damage of [
    undefined,
    () => rmSync(join(lib, "libpq.so.5")),
    () => {
      rmSync(join(lib, "libpq.so.5"));
      symlinkSync("nowhere", join(lib, "libpq.so.5"));
    },
  ]) {
    damage?.();
    assert.ok(linkLibraries(folder));
    assert.ok(linkLibraries(folder));
    assert.equal(readFileSync(join(lib, "libpq.so.5"), "utf8"), "library");
    assert.deepEqual(readdirSync(lib).sort(), ["libpq.so.5", "libpq.so.5.18"]);
  }
  for (const [source, target] of [
    ["native/lib/libpq.so.5.18", "../out"],
    ["/etc/passwd", "native/lib/x"],
  ] as const) {
    links(source, target);
    assert.throws(() => linkLibraries(folder), /points outside its package/);
  }
  assert.ok(!existsSync(join(folder, "..", "out")));
});
