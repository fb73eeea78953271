// Runs the tests: collects the files, starts one PostgreSQL server a major version where a test needs one, hands the
// files to Node's own runner, several in one process where they leave each other alone (test-groups.mjs), and stops the
// servers whatever happens.
//
//   node tools/run-tests.mjs [--only unit|server|engine] [pattern …]
//   node tools/run-tests.mjs --long [pattern …]
//
// Files named *.long.test.ts take minutes each and run only with --long, which runs nothing else.
// A pattern is a file, a folder, or else a part of a path; `*` stands for anything. Without one, all tests run.
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { tsImport } from "tsx/esm/api";
import { groupTests } from "./test-groups.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const IGNORED = new Set(["node_modules", "dist"]);
const CATEGORIES = ["engine", "server", "unit"];

/** 128 and the number of SIGINT, as shells count it. */
const INTERRUPTED = 130;

/** Two at a time: a test file of the engine or of a server keeps more than one processor busy by itself. */
const CONCURRENCY = 2;

class UsageError extends Error {}

/** The signal that asked for the end, and whom to pass it on to. Caught from the start, so that no server is left behind. */
const interruption = { signal: undefined, child: undefined };
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // The second time it is meant.
    interruption.child?.kill(interruption.signal === undefined ? signal : "SIGKILL");
    interruption.signal = signal;
  });
}

async function main() {
  const files = select(readArguments());
  const needServers = files.some((file) => categoryOf(file) !== "unit" || isLong(file));
  const servers = needServers ? await startServers() : undefined;
  let groups;
  try {
    if (interruption.signal !== undefined) return INTERRUPTED;
    groups = groupTests(ROOT, files, (file) => (isLong(file) ? "long" : categoryOf(file)));
    return await runTests(groups.files, servers?.variables ?? {});
  } finally {
    groups?.remove();
    await servers?.stop();
  }
}

function readArguments() {
  const { values, positionals } = (() => {
    try {
      return parseArgs({
        options: { only: { type: "string" }, long: { type: "boolean" } },
        allowPositionals: true,
      });
    } catch (error) {
      throw new UsageError(error.message);
    }
  })();
  if (values.only !== undefined && !CATEGORIES.includes(values.only)) {
    throw new UsageError(`--only takes one of ${CATEGORIES.join(", ")}, not ${JSON.stringify(values.only)}`);
  }
  if (values.only !== undefined && values.long === true) {
    throw new UsageError("--only and --long exclude each other: long tests are of no category");
  }
  return { only: values.only, long: values.long === true, patterns: positionals };
}

/** The files to run. Throws where a pattern finds nothing. */
function select({ only, long, patterns }) {
  const candidates = collect(ROOT)
    .filter((file) => isLong(file) === long)
    .filter((file) => only === undefined || categoryOf(file) === only);
  const kind = long ? "long test" : only === undefined ? "test" : `${only} test`;
  for (const pattern of patterns) {
    if (!candidates.some((file) => matches(file, pattern))) {
      throw new UsageError(`no ${kind} file matches ${JSON.stringify(pattern)}`);
    }
  }
  const chosen = candidates.filter(
    (file) => patterns.length === 0 || patterns.some((pattern) => matches(file, pattern)),
  );
  if (chosen.length === 0) throw new UsageError(`there is no ${kind} file`);
  return chosen;
}

/** All test files below a folder, as paths from the root with forward slashes. */
function collect(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith(".") || IGNORED.has(entry.name) ? [] : collect(path);
    }
    return entry.isFile() && entry.name.endsWith(".test.ts")
      ? [relative(ROOT, path).split(sep).join("/")]
      : [];
  });
}

function isLong(file) {
  return file.endsWith(".long.test.ts");
}

function categoryOf(file) {
  if (file.endsWith(".engine.test.ts")) return "engine";
  return file.endsWith(".server.test.ts") ? "server" : "unit";
}

function matches(file, pattern) {
  const wanted = relative(ROOT, resolve(pattern)).split(sep).join("/");
  if (existsSync(resolve(pattern))) return file === wanted || file.startsWith(`${wanted}/`);
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(parts.join(".*")).test(file);
}

/** Starts all servers at once; where one fails, the others are stopped. */
async function startServers() {
  const { MAJORS, SERVERS_VARIABLE, startTestServer } = await tsImport("../test/servers.ts", import.meta.url);
  const results = await Promise.allSettled(MAJORS.map((major) => startTestServer(major)));
  const servers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const stop = async () => {
    await Promise.allSettled(servers.map((server) => server.stop()));
  };
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) {
    await stop();
    throw failure.reason;
  }
  const folders = Object.fromEntries(servers.map((server) => [server.major, server.directory]));
  return { variables: { [SERVERS_VARIABLE]: JSON.stringify(folders) }, stop };
}

/** Runs Node's test runner and gives its exit status; an interruption is passed on, and the servers are stopped after it. */
function runTests(files, variables) {
  const reporters = ["spec", join(ROOT, "tools", "slowest-files.mjs")].flatMap((reporter) => [
    `--test-reporter=${reporter}`,
    "--test-reporter-destination=stdout",
  ]);
  // tsx for `require` alone: what is TypeScript here is CommonJS, and its way for `import` starts a thread in each process.
  const options = ["--require", "tsx/cjs", "--test", `--test-concurrency=${CONCURRENCY}`, ...reporters];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [...options, ...files], {
      cwd: ROOT,
      env: { ...withoutConnection(process.env), ...variables },
      stdio: "inherit",
    });
    interruption.child = child;
    child.once("error", fail);
    child.once("close", (status) => done(interruption.signal === undefined ? (status ?? 1) : INTERRUPTED));
  });
}

/** The caller's environment without the variables that would lead a test to a server that isn't its own. */
function withoutConnection(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^PG[A-Z]+$/.test(name)));
}

main().then(
  (status) => process.exit(status),
  (error) => {
    const expected = error instanceof UsageError || error?.name === "LocalServerError";
    process.stderr.write(`${expected ? error.message : (error?.stack ?? error)}\n`);
    process.exit(1);
  },
);
