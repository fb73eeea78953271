import { Command, InvalidArgumentError, Option } from "commander";
import { newSince, SEVERITIES, type Severity } from "../policies";
import { GUESSING_TIME } from "../postgres/catalog/password-guesses";
import { inert } from "../postgres/inert";
import type { DatabaseModel } from "../postgres/model/model";
import { accessView, shownRoles } from "./access/view";
import { auditCluster, auditServer, type ServerAudit } from "./audit/server-audit";
import { connectionOf } from "./connection";
import { attempt } from "./failure";
import { EXIT, type ExitStatus, type Io } from "./io";
import { writeReport } from "./output-file";
import { REPORT_FORMATS, type ReportFormat, renderReport } from "./report/formats";
import { readBaseline, readCriteria } from "./report/inputs";
import { isBad } from "./report/worst";

interface AuditFlags {
  readonly url?: string;
  readonly allDatabases?: boolean;
  readonly jobs: number;
  readonly guessTime: number;
  readonly format: ReportFormat;
  readonly failOn: Severity | "none";
  readonly config?: string;
  readonly rules?: string;
  readonly waivers?: string;
  readonly baseline?: string;
  readonly output?: string;
}

/** `palisade audit`: judges a running server by the rules. */
export function auditCommand(io: Io): Command {
  return new Command("audit")
    .description("judge a running PostgreSQL server by the rules; changes nothing")
    .option(
      "--url <url>",
      "connection URL; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .option("--all-databases", "every database of the server that takes connections")
    .option("--jobs <count>", "how many databases are looked at at a time", jobs, 4)
    .option(
      "--guess-time <seconds>",
      "how long a superuser's audit tries everybody's first guesses of passwords",
      seconds,
      GUESSING_TIME / 1000,
    )
    .addOption(
      new Option("--format <format>", "form of the report").choices([...REPORT_FORMATS]).default("text"),
    )
    .addOption(
      new Option("--fail-on <severity>", "least severity that makes the exit status 1")
        .choices([...SEVERITIES, "none"])
        .default("high"),
    )
    .option("--rules <file>", "a module with rules of your own, which are judged beside Palisade's")
    .option("--config <file>", "JSON file with options of rules and waivers, as the policy packs take it")
    .option("--waivers <file>", "JSON file with findings to live with, each with a reason and an expiry")
    .option("--baseline <file>", "an earlier report as JSON: only what is new since then counts and is shown")
    .option("--output <file>", "write the report to a file instead of standard output")
    .action((flags: AuditFlags) => attempt(io, () => audit(flags, io)));
}

async function audit(flags: AuditFlags, io: Io): Promise<void> {
  const criteria = readCriteria(flags);
  const earlier = flags.baseline === undefined ? undefined : readBaseline(flags.baseline);
  const settings = connectionOf(flags, io);
  const progress = (line: string) => io.err(`palisade: ${inert(line)}\n`);
  const options = {
    ...criteria,
    now: new Date(),
    guessing: flags.guessTime * 1000,
    ...(io.watched === true ? { waiting: progress } : {}),
  };
  const found =
    flags.allDatabases === true
      ? await auditCluster(settings, { ...options, jobs: flags.jobs, progress })
      : await auditServer(settings, options);
  const report = earlier === undefined ? found.report : newSince(found.report, earlier);
  const result = { ...found, report };
  const text = renderReport(report, flags.format, {
    bar: flags.failOn,
    rules: criteria.rules,
    now: options.now,
    ...(flags.format === "html" && found.model !== undefined ? { view: everybody(found.model) } : {}),
  });
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  for (const rule of result.failedRules) {
    io.err(
      `palisade: rule ${rule} failed, so that the report is not complete; its entry under "unknown" says why\n`,
    );
  }
  for (const failure of result.failedDatabases)
    io.err(`palisade: not looked at: database ${inert(failure)}\n`);
  io.finish(statusOf(result, flags.failOn));
}

function jobs(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 64)
    throw new InvalidArgumentError("It must be a whole number from 1 to 64.");
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== "" && value >= 0 && value <= 3600))
    throw new InvalidArgumentError("It must be a number from 0 to 3600.");
  return value;
}

/** Who may do what, for the page. */
function everybody(model: DatabaseModel) {
  return accessView(model, shownRoles(model, false), [...model.objects.values()]);
}

/** Findings count first: they are there, whatever else could not be looked at. */
function statusOf({ report, failedRules, failedDatabases }: ServerAudit, bar: Severity | "none"): ExitStatus {
  if (isBad(report, bar)) return EXIT.findings;
  return failedRules.length + failedDatabases.length > 0 ? EXIT.failed : EXIT.fine;
}
