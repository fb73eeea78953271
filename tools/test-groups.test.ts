import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

const categoryOf = (file: string) =>
  (["long", "engine", "server"] as const).find((kind) => file.startsWith(kind)) ?? "unit";

/** Writes test files, and gives the groups to a function: each a list of names, and the paths that Node's runner gets. */
async function grouped(
  texts: Readonly<Record<string, string>>,
  use: (groups: string[][], paths: readonly string[]) => void,
): Promise<void> {
  const { groupTests } = await import("./test-groups.mjs");
  const root = mkdtempSync(join(tmpdir(), "palisade-groups-"));
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(root, name), text);
    const { files, remove } = groupTests(root, Object.keys(texts), categoryOf);
    const groups = files.map((file) =>
      [...readFileSync(file, "utf8").matchAll(/require\("(.*)"\)/g)].map(([, path]) =>
        String(path).slice(root.length + 1),
      ),
    );
    try {
      use(groups, files);
    } finally {
      remove();
    }
    assert.deepEqual(files.filter(existsSync), []);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const PASSING = 'require("node:test").test("passes", () => {});';
const FAILING = 'require("node:test").test("fails", () => { throw new Error("as it must"); });';

describe("test files that share a process", () => {
  test("are of one kind, each in one group; the longest kind comes first", async () => {
    const names = [
      ...Array.from({ length: 30 }, (_, at) => `unit-${at}`),
      ...Array.from({ length: 12 }, (_, at) => `server-${at}`),
      "engine-0",
      "engine-1",
      "long-0",
      "long-1",
    ];
    await grouped(Object.fromEntries(names.map((name) => [name, ""])), (groups, paths) => {
      assert.deepEqual(groups.flat().sort(), [...names].sort());
      assert.deepEqual([...paths].sort(), paths, "Node's runner takes them in the order of their names");
      const kinds = groups.map((group) => [...new Set(group.map(categoryOf))].join(" and "));
      assert.deepEqual(kinds, [
        ...["long", "long"],
        ...["engine", "engine"],
        ...["server", "server"],
        ...["unit", "unit", "unit"],
      ]);
    });
  });

  for (const text of [
    "before(() => load());",
    "afterEach(clear);",
    '  process.env.PGHOST = "nowhere";',
    '  process.env["PGHOST"] = "nowhere";',
    "  delete process.env.PGHOST;",
    "  process.chdir(folder);",
    "mockEngine();",
    'test("x", (t) => t.mock.method(console, "log"));',
  ])
    test(`do not do this: ${text.trim()}`, () =>
      grouped({ "unit-1": "", "unit-2": `// A test.\n${text}\n`, "unit-3": "" }, (groups) =>
        assert.deepEqual(groups, [["unit-2"], ["unit-1", "unit-3"]]),
      ));

  test("may hook into their own suites, and read the environment", () =>
    grouped(
      { "unit-1": "", "unit-2": "describe('x', () => {\n  before(start);\n  use(process.env.HOME);\n});" },
      (groups) => assert.deepEqual(groups, [["unit-1", "unit-2"]]),
    ));

  test("fail where one of them fails, and the others run all the same", () =>
    grouped({ "unit-1.cjs": FAILING, "unit-2.cjs": PASSING }, (groups, paths) => {
      assert.equal(groups.length, 1);
      const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
      const { status, stdout } = spawnSync(process.execPath, ["--test", "--test-reporter=tap", ...paths], {
        env,
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.match(stdout, /^# pass 1$/m);
      assert.match(stdout, /^# fail 1$/m);
    }));

  test("fail where one of them cannot be loaded", () =>
    grouped({ "unit-1.cjs": PASSING, "unit-2.cjs": "require('./not-there');" }, (_, paths) => {
      const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
      assert.equal(spawnSync(process.execPath, ["--test", ...paths], { env }).status, 1);
    }));
});
