import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { SEVERITIES, type Severity } from "../policies";
import { attempt, CommandFailure } from "./failure";
import { EXIT, type Io } from "./io";
import { lintReport } from "./lint";
import { migrationFiles } from "./lint/files";
import { writeReport } from "./output-file";
import { changedFiles } from "./pull-request/changed-files";
import { NotAllowed, putComment } from "./pull-request/comments";
import { type JobRequest, readJob } from "./pull-request/job";
import { renderReport } from "./report/formats";
import { readCriteria } from "./report/inputs";
import { isBad } from "./report/worst";

interface PullRequestFlags {
  readonly tenantColumn: string;
  readonly failOn: Severity | "none";
  readonly config?: string;
  readonly waivers?: string;
  readonly sarif?: string;
  readonly junit?: string;
  readonly base?: string;
  readonly preview?: string;
  readonly comment: boolean;
}

/** What the comment begins with, so that the next run finds it. */
const MARKER = "<!-- palisade:pull-request -->";

/** Characters of a preview's output that fit into the comment beside the report: its end, where the violations stand. */
const PREVIEW_ROOM = 4_000;

/** `palisade pull-request`: what the GitHub Action and the recipes for other hosts run. */
export function pullRequestCommand(io: Io): Command {
  return new Command("pull-request")
    .description(
      "lint the migrations that a pull request changes, and say so in one comment; for a job of GitHub Actions, GitLab CI, Bitbucket Pipelines or Jenkins",
    )
    .argument("<path...>", "files or folders of migrations, as for lint")
    .option("--tenant-column <name>", "the column that says whose a row is", "tenant_id")
    .addOption(
      new Option("--fail-on <severity>", "least severity that makes the exit status 1")
        .choices([...SEVERITIES, "none"])
        .default("high"),
    )
    .option("--config <file>", "JSON file with options of rules and waivers, as the policy packs take it")
    .option("--waivers <file>", "JSON file with findings to live with, each with a reason and an expiry")
    .option("--sarif <file>", "also write the report as SARIF, for code scanning")
    .option("--junit <file>", "also write the report as JUnit, for the job's list of tests")
    .option(
      "--base <commit>",
      "what the pull request would be merged onto; needed where the host tells the branch alone",
    )
    .option("--preview <file>", "the output of pulumi preview, to be shown in the comment")
    .option("--no-comment", "write no comment")
    .action((paths: string[], flags: PullRequestFlags) => attempt(io, () => pullRequest(paths, flags, io)));
}

async function pullRequest(paths: readonly string[], flags: PullRequestFlags, io: Io): Promise<void> {
  const criteria = readCriteria(flags);
  const preview = flags.preview === undefined ? undefined : readPreview(flags.preview);
  const request = readJob(io.env);
  const token = request === undefined ? "" : (io.env[request.tokenVariable] ?? "");
  if (flags.comment && request !== undefined && token === "" && !request.fork)
    throw new CommandFailure(`${request.tokenVariable} is not set: give the job's token, or --no-comment`);
  const cwd = process.cwd();
  const files = migrationFiles(paths, cwd);
  // After a push everything is told: there is nothing to compare with.
  const changed = request === undefined ? undefined : new Set(changedFiles(baseOf(request, flags.base), cwd));
  const only =
    changed === undefined
      ? undefined
      : new Set(files.map(({ path }) => path).filter((path) => changed.has(resolve(cwd, path))));
  const { report, failedRules } = await lintReport(files, {
    ...criteria,
    tenantColumn: flags.tenantColumn,
    only,
  });
  if (flags.sarif !== undefined)
    writeReport(flags.sarif, renderReport(report, "sarif", { bar: flags.failOn }));
  if (flags.junit !== undefined)
    writeReport(flags.junit, renderReport(report, "junit", { bar: flags.failOn }));
  io.out(renderReport(report, "text", { bar: flags.failOn }));
  if (flags.comment && request !== undefined) {
    const text = renderReport(report, "markdown", { bar: flags.failOn });
    const done = await comment(request, token, `${text}${preview ?? ""}`);
    io.err(`palisade: ${done} in pull request ${request.number}\n`);
  }
  io.finish(isBad(report, flags.failOn) ? EXIT.findings : failedRules.length > 0 ? EXIT.failed : EXIT.fine);
}

/** The commit to compare with: as it is given, or as the job's host tells it. It goes into a command line. */
function baseOf({ base: told }: JobRequest, given: string | undefined): string {
  const base = given ?? told;
  if (base === undefined)
    throw new CommandFailure(
      "the job tells no commit to compare with: fetch the branch that the pull request goes to (git fetch origin main), and give --base FETCH_HEAD",
    );
  if (!/^[\w][\w./@{}^~-]*$/.test(base))
    throw new CommandFailure(`--base: ${JSON.stringify(base)} is no commit, branch or tag`);
  return base;
}

async function comment(request: JobRequest, token: string, text: string): Promise<string> {
  const none = "no comment (it comes from a fork, whose token may not write)";
  if (token === "") return none;
  try {
    return `comment ${await putComment(request.comments(token), MARKER, text)}`;
  } catch (error) {
    // No setting of the job would help: what is found still decides how it ends.
    if (request.fork && error instanceof NotAllowed) return none;
    throw error;
  }
}

/** The end of a preview's output, as text in a fence that nothing in it can close. */
function readPreview(path: string): string {
  let output: string;
  try {
    output = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandFailure(`the preview's output ${path} cannot be read: correct the path`, error);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal begin with ESC
  const plain = output.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "").replace(/`{3,}/g, "'''");
  const shown = plain.length > PREVIEW_ROOM ? `…${plain.slice(-PREVIEW_ROOM)}` : plain;
  return `\n<details><summary>The preview</summary>\n\n\`\`\`text\n${shown.trimEnd()}\n\`\`\`\n\n</details>\n`;
}
