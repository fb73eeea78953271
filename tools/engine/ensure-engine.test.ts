import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { describeEngine } from "./describe";
import { prepareEngine } from "./ensure-engine";
import { EngineError, type EngineFailure } from "./errors";
import { BUILT_VERSIONS } from "./go-build";
import { engineFolder, PROJECT } from "./locations";
import type { EngineInstallation } from "./types";

const OFFLINE = "https://get.pulumi.com/ cannot be reached (a test without network)";

/** What the stand-in for `go` writes as the program that it was asked to build. */
const PULUMI_STAND_IN = (version: string, plugins = "[]") => `#!/bin/sh
case "$1" in
  version) echo "v${version}" ;;
  plugin) [ "$2" = ls ] && echo '${plugins}' ;;
esac
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("getting an engine", () => {
  let folder: string;
  let bin: string;
  let lines: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "palisade-engine-"));
    bin = join(folder, "bin");
    mkdirSync(bin);
    // The launchers' and the stand-ins' own needs; no go, no pulumi.
    for (const program of ["sh", "cat", "sleep", "chmod", "env", "mkdir", "sed", "touch", "dirname", "ls"]) {
      const path = ["/bin", "/usr/bin"].map((place) => join(place, program)).find(existsSync);
      if (path !== undefined) symlinkSync(path, join(bin, program));
    }
    symlinkSync(process.execPath, join(bin, "node"));
    lines = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const locations = () => ({
    engines: join(folder, "engines"),
    plugins: join(folder, "plugins"),
    home: join(folder, "home"),
  });
  const prepare = (
    options: { environment?: NodeJS.ProcessEnv; online?: boolean; signal?: AbortSignal } = {},
  ): Promise<EngineInstallation> =>
    prepareEngine({
      environment: { PATH: bin, ...options.environment },
      locations: locations(),
      log: (line) => lines.push(line),
      signal: options.signal,
      downloadsProblem: async () => (options.online === true ? undefined : OFFLINE),
    });
  const program = (name: string, text: string, place = bin): string => {
    mkdirSync(place, { recursive: true });
    const path = join(place, name);
    writeFileSync(path, text);
    chmodSync(path, 0o755);
    return path;
  };
  /** A stand-in for `go` that "builds" by writing what stands in for the program; it counts its runs. */
  const goStandIn = (body = "") =>
    program(
      "go",
      `#!/bin/sh
echo run >> "${folder}/go-runs"
out=""
while [ $# -gt 0 ]; do [ "$1" = -o ] && out="$2"; shift; done
${body}
case "$out" in
  *language-nodejs*) echo '#!/bin/sh' > "$out" ;;
  *) cat > "$out" <<'END'
${PULUMI_STAND_IN(BUILT_VERSIONS.cli)}END
  ;;
esac
chmod +x "$out"
`,
    );
  const goRuns = () => readFileSync(join(folder, "go-runs"), "utf8").trim().split("\n").length;
  const fails = async (reason: EngineFailure, pattern: RegExp, environment?: NodeJS.ProcessEnv) => {
    const error = await prepare(environment === undefined ? {} : { environment }).then(
      () => assert.fail("it should have failed"),
      (caught: unknown) => caught,
    );
    assert.ok(error instanceof EngineError, String(error));
    assert.match(error.message, pattern);
    assert.equal(error.reason, reason);
    return error.message;
  };
  const nothingLooksWhole = () => {
    const left = existsSync(locations().engines) ? readdirSync(locations().engines) : [];
    assert.deepEqual(left, [], "the cache is empty");
  };

  test("takes the pulumi on PATH as it is, and leaves the user's own home folder to it", async () => {
    const official = join(folder, "official");
    program("pulumi", PULUMI_STAND_IN("3.300.1"), official);
    program("pulumi-language-nodejs", "#!/bin/sh\n", official);
    goStandIn("exit 1");
    const engine = await prepare({ environment: { PATH: `${bin}${delimiter}${official}` } });
    assert.deepEqual(engine.pulumi, {
      path: join(official, "pulumi"),
      origin: "official",
      version: "3.300.1",
    });
    assert.equal(engine.languageHost.path, join(official, "pulumi-language-nodejs"));
    assert.equal(engine.env["PULUMI_HOME"], undefined);
    assert.match(describeEngine(engine), /engine +3\.300\.1 +official, found on this machine/);
    nothingLooksWhole();
  });

  test("passes over a pulumi on PATH that does not work, or has no language host, and says so", async () => {
    program("pulumi", "#!/bin/sh\nexit 3\n");
    await fails("no-way", /an installed one: .*pulumi has no pulumi-language-nodejs beside it/);
    program("pulumi-language-nodejs", "#!/bin/sh\n");
    await fails("no-way", /an installed one: .*pulumi does not say its version/);
  });

  test("takes the folder that PALISADE_ENGINE_DIR names, or refuses it by name", async () => {
    const given = join(folder, "given");
    await fails("given-folder", /PALISADE_ENGINE_DIR names .*given, but there is no program pulumi in it/, {
      PALISADE_ENGINE_DIR: given,
    });
    program("pulumi", PULUMI_STAND_IN("3.1.4"), join(given, "bin"));
    program("pulumi-language-nodejs", "#!/bin/sh\n", join(given, "bin"));
    const engine = await prepare({ environment: { PALISADE_ENGINE_DIR: given } });
    assert.deepEqual([engine.pulumi.origin, engine.version], ["given", "3.1.4"]);
    assert.ok(engine.env["PATH"]?.split(delimiter).includes(join(given, "bin")));
  });

  test("names the three ways and what is wrong with each where none works", async () => {
    const message = await fails("no-way", /none of the three ways/);
    assert.match(message, /1\. an installed one: there is no pulumi on PATH/);
    assert.match(message, /2\. the official download: .*cannot be reached/);
    assert.match(message, /3\. a build from Go modules: there is no Go on PATH: install Go 1\.\d+/);
    nothingLooksWhole();
  });

  test("builds once, keeps what it built, and finds it the next time", async () => {
    goStandIn();
    const first = await prepare();
    assert.deepEqual([first.pulumi.origin, first.version], ["built", BUILT_VERSIONS.cli]);
    assert.equal(first.languageHost.version, BUILT_VERSIONS.languageHost);
    assert.equal(goRuns(), 3, "the command line, the language host, and what it runs programs by");
    assert.equal(first.env["PULUMI_HOME"], locations().home);
    assert.match(lines[0] ?? "", /building Pulumi .* from its Go modules, once/);
    lines.length = 0;
    // The engine's own folder on PATH is no installation of the user's.
    const second = await prepare({ environment: { PATH: first.env["PATH"] } });
    assert.deepEqual(second.pulumi, first.pulumi);
    assert.equal(goRuns(), 3);
    assert.deepEqual(lines, []);
  });

  test("builds again what lacks the program that runs programs, as earlier builds do", async () => {
    goStandIn();
    const { languageHost } = await prepare();
    rmSync(`${languageHost.path}-runner`);
    const again = await prepare();
    assert.deepEqual(again.languageHost, languageHost);
    assert.ok(existsSync(`${languageHost.path}-runner`));
  });

  test("two processes that ask at once build once; the second waits and says so", async () => {
    goStandIn("sleep 2");
    const script = `
      const { prepareEngine } = require(${JSON.stringify(join(PROJECT, "tools", "engine", "ensure-engine"))});
      prepareEngine({
        environment: { PATH: ${JSON.stringify(bin)} },
        locations: ${JSON.stringify(locations())},
        log: (line) => process.stderr.write(line + "\\n"),
        downloadsProblem: async () => "offline",
      }).then((engine) => process.stdout.write(engine.pulumi.path), (error) => { process.stderr.write(String(error)); process.exitCode = 1; });
    `;
    const run = async () => {
      const child = spawn(process.execPath, ["--import", "tsx", "-e", script], { cwd: PROJECT });
      const output = { stdout: "", stderr: "" };
      child.stdout.on("data", (chunk) => {
        output.stdout += String(chunk);
      });
      child.stderr.on("data", (chunk) => {
        output.stderr += String(chunk);
      });
      const [status] = await once(child, "close");
      return { ...output, status: status as number };
    };
    const results = await Promise.all([run(), run()]);
    const built = join(engineFolder(locations().engines, BUILT_VERSIONS.cli), "bin", "pulumi");
    for (const result of results) assert.deepEqual([result.status, result.stdout], [0, built], result.stderr);
    assert.equal(goRuns(), 3, "one build of three programs");
    const [waiting] = results.filter((result) => /waiting for it: \d+ s/.test(result.stderr));
    assert.ok(waiting !== undefined, JSON.stringify(results));
    assert.ok(!waiting.stderr.includes("building"), "who waits does not build");
  });

  test("a build that breaks off leaves nothing that looks whole, and the next try starts afresh", async () => {
    goStandIn(
      'case "$out" in *language-nodejs*) ;; *) echo "x.go:1: undefined: y" >&2; echo half > "$out"; exit 1 ;; esac',
    );
    await fails("go-failed", /go build of pulumi failed\. Go says:\n {2}x\.go:1: undefined: y/);
    nothingLooksWhole();
    mkdirSync(join(locations().engines, ".unfinished-1-dead"), { recursive: true });
    goStandIn();
    await prepare();
    assert.deepEqual(readdirSync(locations().engines), [
      `${BUILT_VERSIONS.cli}-${process.platform}-${process.arch}`,
    ]);
  });

  test("a program that was built but does not work is not taken", async () => {
    goStandIn(
      `case "$out" in *language-nodejs*) ;; *) echo '#!/bin/sh' > "$out"; chmod +x "$out"; exit 0 ;; esac`,
    );
    await fails("broken-program", /was made, but does not work/);
    nothingLooksWhole();
  });

  test("a folder of the cache that is not whole is not taken", async () => {
    goStandIn();
    const place = engineFolder(locations().engines, BUILT_VERSIONS.cli);
    program("pulumi", PULUMI_STAND_IN(BUILT_VERSIONS.cli), join(place, "bin"));
    program("pulumi-language-nodejs", "#!/bin/sh\n", join(place, "bin"));
    await prepare();
    assert.equal(goRuns(), 3, "built, because the folder says nothing about itself");
  });

  test("says what to do where the disk is full", async () => {
    goStandIn('echo "compile: writing output: write /x: no space left on device" >&2; exit 1');
    const message = await fails("disk-full", /the disk is full.*GOCACHE.*PALISADE_ENGINE_CACHE/s);
    assert.ok(!message.includes("three ways"), "no other way needs less");
    nothingLooksWhole();
  });

  test("says what to do where Go is too old, in the words of old and of new versions of Go", async () => {
    goStandIn('echo "go: go.mod requires go >= 1.25.11 (running go 1.22.3; GOTOOLCHAIN=local)" >&2; exit 1');
    await fails("old-go", /Go 1\.\d+\S* or later is needed; this is Go 1\.22\.3: install a later one/);
    goStandIn(
      "echo \"go: errors parsing go.mod: invalid go version '1.25.11': must match format 1.23\" >&2; exit 1",
    );
    await fails("old-go", /or later is needed: install/);
  });

  test("says what to do where the modules cannot be fetched", async () => {
    goStandIn(
      'echo "go: example.org/x@v1: Get \\"https://example.org\\": dial tcp: lookup example.org: no such host" >&2; exit 1',
    );
    await fails(
      "modules-unreachable",
      /set GOPROXY to a module proxy that this machine reaches.*no such host/s,
    );
  });

  test("counts what is truly done when a build takes longer than two seconds", async () => {
    goStandIn(
      'echo "go: downloading example.org/a v1.0.0" >&2; echo "example.org/a" >&2; echo "example.org/a/b" >&2; sleep 3',
    );
    await prepare();
    assert.ok(
      lines.some((line) => /^building pulumi: [23] s, 1 modules fetched, 2 packages compiled$/.test(line)),
      lines.join("\n"),
    );
    assert.ok(!lines.some((line) => line.includes("%")));
  });

  test("a cancelled build ends at once and leaves nothing", async () => {
    goStandIn("sleep 30");
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 500);
    const begun = Date.now();
    await assert.rejects(prepare({ signal: cancel.signal }), { name: "EngineError", reason: "cancelled" });
    assert.ok(Date.now() - begun < 5_000);
    nothingLooksWhole();
  });

  test("a termination signal ends the build with everything that it started", async () => {
    goStandIn(`echo $$ > "${folder}/go-pid"; sleep 30`);
    const script = `
      const { prepareEngine } = require(${JSON.stringify(join(PROJECT, "tools", "engine", "ensure-engine"))});
      void prepareEngine({
        environment: { PATH: ${JSON.stringify(bin)} },
        locations: ${JSON.stringify(locations())},
        log: () => undefined,
        downloadsProblem: async () => "offline",
      });
    `;
    const child = spawn(process.execPath, ["--import", "tsx", "-e", script], {
      cwd: PROJECT,
      stdio: "inherit",
    });
    const ended = once(child, "exit");
    while (!existsSync(join(folder, "go-pid"))) await sleep(20);
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [null, "SIGTERM"]);
    const group = Number(readFileSync(join(folder, "go-pid"), "utf8"));
    for (let waited = 0; waited < 2_000 && isAlive(-group); waited += 20) await sleep(20);
    assert.ok(!isAlive(-group));
    const begun = Date.now();
    goStandIn();
    await prepare();
    assert.ok(Date.now() - begun < 5_000, "the lock is free at once");
  });

  test("official plugins that are installed are used; only what is missing is stood in for", async () => {
    const official = join(folder, "official");
    const { version } = JSON.parse(
      readFileSync(join(PROJECT, "node_modules", "@pulumi", "random", "package.json"), "utf8"),
    ) as { version: string };
    const installed = JSON.stringify([{ name: "random", kind: "resource", version }]);
    program("pulumi", PULUMI_STAND_IN("3.300.0", installed), official);
    program("pulumi-language-nodejs", "#!/bin/sh\n", official);
    const engine = await prepare({ environment: { PATH: `${bin}${delimiter}${official}` } });
    assert.deepEqual(
      engine.plugins.map((plugin) => [plugin.name, plugin.origin]),
      [
        ["postgresql", "stand-in"],
        ["random", "official"],
        ["palisade", "own"],
      ],
    );
    const path = engine.env["PATH"]?.split(delimiter) ?? [];
    assert.ok(path.includes(join(locations().plugins, "postgresql")));
    assert.ok(
      !path.includes(join(locations().plugins, "random")),
      "a stand-in would go before the official one",
    );
  });

  test("an official engine with network installs the official plugins; where that fails a stand-in serves", async () => {
    const official = join(folder, "official");
    program("pulumi-language-nodejs", "#!/bin/sh\n", official);
    program(
      "pulumi",
      `#!/bin/sh
case "$1 $2" in
  "version ") echo v3.300.0 ;;
  "plugin ls") echo '[]' ;;
  "plugin install") [ "$4" = random ] || { echo "error: 404" >&2; exit 1; } ;;
esac
`,
      official,
    );
    const engine = await prepare({ environment: { PATH: `${bin}${delimiter}${official}` }, online: true });
    assert.deepEqual(
      engine.plugins.slice(0, 2).map((plugin) => plugin.origin),
      ["stand-in", "official"],
    );
    assert.match(
      lines.join(),
      /plugin postgresql \S+ cannot be installed \(error: 404\); using its local stand-in/,
    );
  });

  test("a stand-in's executable answers as a plugin does", async () => {
    goStandIn();
    const engine = await prepare();
    for (const plugin of engine.plugins.filter((one) => one.origin === "stand-in")) {
      const child = spawn(plugin.path ?? "", [], { env: { PATH: bin }, stdio: ["pipe", "pipe", "inherit"] });
      const [port] = await once(child.stdout, "data");
      assert.match(String(port), /^\d+\n$/);
      child.stdin.end();
      assert.deepEqual(await once(child, "exit"), [0, null]);
    }
  });
});
