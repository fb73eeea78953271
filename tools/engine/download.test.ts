import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { DOWNLOADED_VERSION } from "./download";
import { prepareEngine } from "./ensure-engine";

/** Stands in for the official installer: takes its arguments, and writes programs that say the version asked for. */
const INSTALLER = (version: string) => `
while [ $# -gt 0 ]; do
  case "$1" in --install-root) root="$2"; shift ;; esac
  shift
done
mkdir -p "$root/bin"
printf '#!/bin/sh\\ncase "$1" in version) echo v${version} ;; plugin) [ "$2" = ls ] && echo "[]" ;; esac\\n' > "$root/bin/pulumi"
printf '#!/bin/sh\\n' > "$root/bin/pulumi-language-nodejs"
chmod +x "$root/bin/pulumi" "$root/bin/pulumi-language-nodejs"
`;

describe("the official download", () => {
  let folder: string;
  let lines: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-download-"));
    lines = [];
    // What the installer needs, and nothing else that /usr/bin may hold, Go for one.
    mkdirSync(join(folder, "bin"));
    for (const program of ["sh", "mkdir", "chmod", "env"]) {
      const path = ["/bin", "/usr/bin"].map((place) => join(place, program)).find(existsSync);
      if (path !== undefined) symlinkSync(path, join(folder, "bin", program));
    }
    symlinkSync(process.execPath, join(folder, "bin", "node"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs with a stand-in for the network: what `fetch` gives. PATH has neither pulumi nor go. */
  const prepare = (fetch: string) => {
    const preload = join(folder, "network.cjs");
    writeFileSync(preload, `globalThis.fetch = ${fetch};\n`);
    return prepareEngine({
      environment: { PATH: join(folder, "bin"), NODE_OPTIONS: `--require ${preload}` },
      locations: {
        engines: join(folder, "engines"),
        plugins: join(folder, "plugins"),
        home: join(folder, "home"),
      },
      log: (line) => lines.push(line),
      downloadsProblem: async () => undefined,
    });
  };
  const serving = (script: string) => `async () => new Response(${JSON.stringify(script)})`;

  test("is kept, says that it was downloaded, and is not fetched twice", async () => {
    const first = await prepare(serving(INSTALLER(DOWNLOADED_VERSION)));
    assert.deepEqual([first.pulumi.origin, first.version], ["downloaded", DOWNLOADED_VERSION]);
    assert.equal(first.languageHost.origin, "downloaded");
    assert.equal(first.env["PULUMI_HOME"], join(folder, "home"));
    const second = await prepare('async () => { throw new Error("fetched twice"); }');
    assert.deepEqual(second.pulumi, first.pulumi);
  });

  for (const [what, fetch, pattern] of [
    [
      "without network",
      'async () => { throw new Error("ENETDOWN"); }',
      /download of Pulumi \S+ failed: .*ENETDOWN/,
    ],
    ["with a failing installer", serving("echo no space >&2; exit 1"), /download of Pulumi \S+ failed/],
    [
      "of another version than asked for",
      serving(INSTALLER("3.9.9")),
      /download of Pulumi|says version 3\.9\.9/,
    ],
  ] as const) {
    test(`${what} leaves nothing, and the next way is tried`, async () => {
      await assert.rejects(prepare(fetch), (error: Error) => {
        assert.match(error.message, pattern);
        assert.match(error.message, /3\. a build from Go modules: there is no Go on PATH/);
        return true;
      });
      assert.ok(lines.some((line) => line.endsWith("trying to build it")));
      assert.deepEqual(existsSync(join(folder, "engines")) ? readdirSync(join(folder, "engines")) : [], []);
    });
  }
});
