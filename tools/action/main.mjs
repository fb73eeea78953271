// The GitHub Action: runs what the project has installed (`npm ci`), so that the lock file says which version judges.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const given = (name) => process.env[`PALISADE_${name}`] ?? "";
const installed = join(process.cwd(), "node_modules", "pulumi-palisade");

/** What {@link main} says where there is nothing to run. */
const NOT_INSTALLED = -1;

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024, ...options });
}

/** The preview under the pack; its output goes to the log and into the comment. */
function preview(folder) {
  const pack = join(installed, "policies", "packs", given("PACK"));
  const stack = given("STACK") === "" ? [] : ["--stack", given("STACK")];
  const args = [
    "preview",
    "--non-interactive",
    "--color",
    "never",
    "--cwd",
    folder,
    "--policy-pack",
    pack,
    ...stack,
  ];
  const { status, stdout, stderr, error } = run("pulumi", args);
  const output = `${stdout ?? ""}${stderr ?? ""}${error === undefined ? "" : `${error.message}\n`}`;
  process.stdout.write(output);
  const file = join(mkdtempSync(join(tmpdir(), "palisade-")), "preview.txt");
  writeFileSync(file, output, { mode: 0o600 });
  return { status: status ?? 2, file };
}

function main() {
  if (!existsSync(installed)) return NOT_INSTALLED;
  const previewed = given("PREVIEW") === "" ? undefined : preview(given("PREVIEW"));
  const optional = (flag, value) => (value === "" ? [] : [flag, value]);
  const args = [
    "pull-request",
    ...given("MIGRATIONS")
      .split(/\s+/)
      .filter((path) => path !== ""),
    ...optional("--tenant-column", given("TENANT_COLUMN")),
    ...optional("--fail-on", given("FAIL_ON")),
    ...optional("--config", given("CONFIG")),
    ...optional("--waivers", given("WAIVERS")),
    ...optional("--sarif", given("SARIF_FILE")),
    ...optional("--preview", previewed?.file ?? ""),
    ...(given("COMMENT") === "false" ? ["--no-comment"] : []),
  ];
  const linted = run(process.execPath, [join(installed, "bin", "palisade.js"), ...args], {
    stdio: "inherit",
  });
  const status = linted.status ?? 2;
  // A preview that the pack stopped fails the job, whatever the migrations are like.
  return status !== 0 ? status : previewed !== undefined && previewed.status !== 0 ? 1 : 0;
}

/**
 * What a preview and a report print holds names that somebody else chose, and GitHub takes a line that begins with `::` for a
 * command: in between it listens to none but this word, which nobody can know before.
 */
const word = randomBytes(16).toString("hex");
process.stdout.write(`::stop-commands::${word}\n`);
const status = main();
process.stdout.write(`\n::${word}::\n`);
if (status === NOT_INSTALLED)
  process.stdout.write(
    "::error::pulumi-palisade is not installed: add it to package.json, and run npm ci before this step\n",
  );
process.exitCode = status === NOT_INSTALLED ? 2 : status;
