import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAMS, RUNNER_PROGRAM } from "./cache";
import { diskFull, EngineError } from "./errors";
import { findProgram } from "./find-program";
import { withProgress } from "./progress";
import { runCommand } from "./run-command";

/** One program that is built from its Go module. */
interface GoTarget {
  readonly program: string;
  /** Below `tools/engine/go`. */
  readonly module: string;
  readonly package: string;
  /** The module whose version is the program's. */
  readonly versionOf: string;
  readonly linkerFlags: (version: string) => string;
}

const CLI: GoTarget = {
  program: PROGRAMS.pulumi,
  module: "cli",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  versionOf: "github.com/pulumi/pulumi/pkg/v3",
  linkerFlags: (version) => `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
};

/**
 * A later release's language host lies in a nested Go module that not every module proxy serves; this one lies in the
 * SDK's own module and runs programs for every later command line.
 */
const RUNNER: GoTarget = {
  program: RUNNER_PROGRAM,
  module: "language-host",
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  versionOf: "github.com/pulumi/pulumi/sdk/v3",
  linkerFlags: () => "-s -w",
};

/** Runs programs by {@link RUNNER}, and writes them (`pulumi import`) with the command line's own module. */
const LANGUAGE_HOST: GoTarget = {
  ...CLI,
  program: PROGRAMS.languageHost,
  package: "./language-host",
  linkerFlags: () => "-s -w",
};

/**
 * The other languages whose programs the tests run under the policy packs. Their hosts lie in modules that every proxy
 * serves. YAML's requires every module in the command line's version, so that most of it is compiled already.
 */
const FURTHER_HOSTS: readonly GoTarget[] = [
  {
    ...RUNNER,
    program: "pulumi-language-python",
    package: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
  },
  {
    program: "pulumi-language-yaml",
    module: "yaml-host",
    package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    versionOf: "github.com/pulumi/pulumi-yaml",
    linkerFlags: () => "-s -w",
  },
];

/** The programs of {@link buildFurtherHosts}: what starts a Python program is a script beside its host. */
export const FURTHER_PROGRAMS: readonly string[] = [
  ...FURTHER_HOSTS.map(({ program }) => program),
  "pulumi-language-python-exec",
];

/** Where the modules lie. */
const MODULES = join(__dirname, "go");

/** What is built, as the modules' requirements say: the host's version is that of what runs programs. */
export const BUILT_VERSIONS = { cli: versionOf(CLI), languageHost: versionOf(RUNNER) } as const;

/** What a build needs. */
export interface GoBuildRequest {
  /** The programs go to `bin` in it. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Builds the command line and the language host. Throws an {@link EngineError} that says what to do. */
export async function buildEngine(request: GoBuildRequest): Promise<void> {
  const go = findProgram("go", request.environment);
  if (go === undefined) {
    throw new EngineError("no-go", `there is no Go on PATH: install Go ${requiredGo(CLI)} or later`);
  }
  request.log(
    `building Pulumi ${BUILT_VERSIONS.cli} from its Go modules, once for this project; the first time this takes some minutes`,
  );
  // The small one first: whatever is wrong with Go shows within seconds.
  await buildTarget(go, RUNNER, request);
  await buildTarget(go, CLI, request);
  await buildTarget(go, LANGUAGE_HOST, request);
}

/** Builds the language hosts of Python and YAML. Throws an {@link EngineError} that says what to do. */
export async function buildFurtherHosts(request: GoBuildRequest): Promise<void> {
  const go = findProgram("go", request.environment);
  if (go === undefined) {
    throw new EngineError("no-go", `there is no Go on PATH: install Go ${requiredGo(CLI)} or later`);
  }
  for (const target of FURTHER_HOSTS) await buildTarget(go, target, request);
  const found = await runCommand(go, ["list", "-m", "-f", "{{.Dir}}", RUNNER.versionOf], {
    cwd: join(MODULES, RUNNER.module),
    env: { ...request.environment, GOWORK: "off", GO111MODULE: "on" },
    signal: request.signal,
  });
  if (found.status !== 0) throw explainGoFailure(RUNNER, found.stderr, request.folder);
  const script = "pulumi-language-python-exec";
  const copy = join(request.folder, "bin", script);
  copyFileSync(join(found.stdout.trim(), "python", "cmd", script), copy);
  chmodSync(copy, 0o755);
}

async function buildTarget(go: string, target: GoTarget, request: GoBuildRequest): Promise<void> {
  let downloaded = 0;
  let compiled = 0;
  const args = [
    "build",
    "-v",
    "-mod=readonly",
    "-trimpath",
    "-buildvcs=false",
    "-ldflags",
    target.linkerFlags(versionOf(target)),
    "-o",
    join(request.folder, "bin", target.program),
    target.package,
  ];
  const result = await withProgress(
    `building ${target.program}`,
    request.log,
    () => `${downloaded} modules fetched, ${compiled} packages compiled`,
    () =>
      runCommand(go, args, {
        cwd: join(MODULES, target.module),
        // Without cgo no C compiler is needed, as in the official releases. A workspace file above must not interfere.
        env: { ...request.environment, CGO_ENABLED: "0", GOWORK: "off", GO111MODULE: "on" },
        signal: request.signal,
        onErrorLine: (line) => {
          if (line.startsWith("go: downloading ")) downloaded += 1;
          else if (/^[\w./~@+-]+$/.test(line)) compiled += 1;
        },
      }),
  );
  if (result.status !== 0) throw explainGoFailure(target, result.stderr, request.folder);
}

function explainGoFailure(target: GoTarget, stderr: string, folder: string): EngineError {
  if (/no space left on device|disk quota exceeded/i.test(stderr)) return diskFull(folder);
  const old = /requires go >= (\S+) \(running go (\S+)/.exec(stderr);
  if (old !== null || /invalid go version|unknown directive: tool|unknown block type: tool/.test(stderr)) {
    const running = old?.[2] === undefined ? "" : `; this is Go ${old[2].replace(/[;)]+$/, "")}`;
    return new EngineError(
      "old-go",
      `Go ${requiredGo(CLI)} or later is needed${running}: install a later one`,
    );
  }
  const lines = stderr
    .split("\n")
    .filter(
      (line) => line.trim() !== "" && !line.startsWith("go: downloading ") && !/^[\w./~@+-]+$/.test(line),
    );
  const shown = lines.slice(-5).join("\n  ");
  if (
    /dial tcp|no such host|connection refused|i\/o timeout|proxyconnect|TLS handshake|: (403|404|407|50\d) /i.test(
      stderr,
    )
  ) {
    return new EngineError(
      "modules-unreachable",
      `Go cannot fetch the modules of ${target.program}: set GOPROXY to a module proxy that this machine reaches. Go says:\n  ${shown}`,
    );
  }
  return new EngineError("go-failed", `go build of ${target.program} failed. Go says:\n  ${shown}`);
}

function moduleFile(target: GoTarget): string {
  return readFileSync(join(MODULES, target.module, "go.mod"), "utf8");
}

function versionOf(target: GoTarget): string {
  const requirement = new RegExp(`\\s${target.versionOf.replaceAll(".", "\\.")} v(\\S+)`);
  const version = requirement.exec(moduleFile(target))?.[1];
  if (version === undefined) throw new Error(`${target.module}/go.mod does not require ${target.versionOf}`);
  return version;
}

function requiredGo(target: GoTarget): string {
  return /^go (\S+)$/m.exec(moduleFile(target))?.[1] ?? "1.25";
}
