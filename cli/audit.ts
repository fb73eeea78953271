import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { isAtLeast, parseWaivers, type Report, SEVERITIES, type Severity, type Waiver } from "../policies";
import { renderJson } from "./audit/render-json";
import { renderText } from "./audit/render-text";
import { auditServer, type ServerAudit } from "./audit/server-audit";
import { connectionOf } from "./connection";
import { attempt, CommandFailure } from "./failure";
import { EXIT, type ExitStatus, type Io } from "./io";
import { writeReport } from "./output-file";

interface AuditFlags {
  readonly url?: string;
  readonly format: "text" | "json";
  readonly failOn: Severity | "none";
  readonly waivers?: string;
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
    .addOption(
      new Option("--format <format>", "form of the report").choices(["text", "json"]).default("text"),
    )
    .addOption(
      new Option("--fail-on <severity>", "least severity that makes the exit status 1")
        .choices([...SEVERITIES, "none"])
        .default("high"),
    )
    .option("--waivers <file>", "JSON file with findings to live with, each with a reason and an expiry")
    .option("--output <file>", "write the report to a file instead of standard output")
    .action((flags: AuditFlags) => attempt(io, () => audit(flags, io)));
}

async function audit(flags: AuditFlags, io: Io): Promise<void> {
  const waivers = flags.waivers === undefined ? [] : readWaivers(flags.waivers);
  const settings = connectionOf(flags, io);
  const result = await auditServer(settings, { waivers, now: new Date() });
  const text = flags.format === "json" ? renderJson(result.report) : renderText(result.report);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  for (const rule of result.failedRules) {
    io.err(
      `palisade: rule ${rule} failed, so that the report is not complete; its entry under "unknown" says why\n`,
    );
  }
  io.finish(statusOf(result, flags.failOn));
}

function readWaivers(path: string): readonly Waiver[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new CommandFailure(`the waivers in ${path} cannot be read: correct the path`, error);
  }
  try {
    return parseWaivers(text);
  } catch (error) {
    throw new CommandFailure(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** Findings count first: they are there, whatever else could not be looked at. */
function statusOf({ report, failedRules }: ServerAudit, bar: Severity | "none"): ExitStatus {
  if (bar !== "none" && openFindings(report).some(({ severity }) => isAtLeast(severity, bar)))
    return EXIT.findings;
  return failedRules.length > 0 ? EXIT.failed : EXIT.fine;
}

function openFindings(report: Report): Report["findings"] {
  return report.findings.filter((finding) => finding.waived === undefined);
}
