import { resolve } from "node:path";
import { Command, Option } from "commander";
import {
  judge,
  type MigrationFile,
  makeReport,
  newSince,
  type Report,
  readMigrations,
  SEVERITIES,
  type Severity,
} from "../policies";
import { attempt, CommandFailure } from "./failure";
import { EXIT, type Io } from "./io";
import { migrationFiles, shown } from "./lint/files";
import { writeReport } from "./output-file";
import { REPORT_FORMATS, type ReportFormat, renderReport } from "./report/formats";
import { type Criteria, readBaseline, readCriteria } from "./report/inputs";
import { isBad } from "./report/worst";
import { VERSION } from "./version";

interface LintFlags {
  readonly only?: readonly string[] | true;
  readonly tenantColumn: string;
  readonly format: ReportFormat;
  readonly failOn: Severity | "none";
  readonly rules?: string;
  readonly config?: string;
  readonly waivers?: string;
  readonly baseline?: string;
  readonly output?: string;
}

/** `palisade lint`: judges migrations by the rules before they reach a server. */
export function lintCommand(io: Io): Command {
  return new Command("lint")
    .description("judge SQL migrations by the rules, with file, line and column; runs nothing")
    .argument("<path...>", "files, or folders: Flyway, Prisma, Drizzle, Supabase, Rails, or any *.sql")
    .option(
      "--only [file...]",
      "tell of these files alone, which may be none; the others say what they build on",
    )
    .option("--tenant-column <name>", "the column that says whose a row is", "tenant_id")
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
    .action((paths: string[], flags: LintFlags) => attempt(io, () => lint(paths, flags, io)));
}

async function lint(paths: readonly string[], flags: LintFlags, io: Io): Promise<void> {
  const criteria = readCriteria(flags);
  const earlier = flags.baseline === undefined ? undefined : readBaseline(flags.baseline);
  const cwd = process.cwd();
  const files = migrationFiles(paths, cwd);
  const only = onlyFiles(
    // What `git diff` lists may be nothing at all.
    flags.only === true ? [] : flags.only,
    files.map(({ path }) => path),
    cwd,
  );
  const { report: whole, failedRules } = await lintReport(files, {
    ...criteria,
    tenantColumn: flags.tenantColumn,
    only,
  });
  const report = earlier === undefined ? whole : newSince(whole, earlier);
  const text = renderReport(report, flags.format, { bar: flags.failOn, rules: criteria.rules });
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(isBad(report, flags.failOn) ? EXIT.findings : failedRules.length > 0 ? EXIT.failed : EXIT.fine);
}

/** What {@link lintReport} takes beside the files. */
export interface LintOptions extends Criteria {
  /** The column that says whose a row is. */
  readonly tenantColumn: string;
  /** Tell of these files alone; `undefined` for all. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Judges migrations, and tells what stands in the files that are asked about. */
export async function lintReport(
  files: readonly MigrationFile[],
  { rules, options, waivers, tenantColumn, only }: LintOptions,
): Promise<{ readonly report: Report; readonly failedRules: readonly string[] }> {
  const { facts, notRead } = await readMigrations(files, tenantColumn);
  const judgement = judge(rules, facts, {
    now: new Date(),
    waivers,
    options: Object.fromEntries(
      rules.map((rule) => [
        rule.id,
        { ...("tenantColumn" in rule.options ? { tenantColumn } : {}), ...options[rule.id] },
      ]),
    ),
  });
  const told = (file: string | undefined) => only === undefined || (file !== undefined && only.has(file));
  const unread = notRead
    .filter(({ place }) => told(place.file))
    .map(({ place, reason }) => {
      const name = `${place.file}:${place.line}:${place.column}`;
      return { rule: "*", object: { kind: "statement", name, source: place }, reason: `${name}: ${reason}` };
    });
  const report = makeReport(
    {
      ...judgement,
      findings: judgement.findings.filter(({ object }) => told(object.source?.file)),
      unknown: [...unread, ...judgement.unknown],
    },
    { kind: "migrations", files: files.length },
    VERSION,
  );
  return { report, failedRules: judgement.failed };
}

function onlyFiles(
  asked: readonly string[] | undefined,
  files: readonly string[],
  cwd: string,
): ReadonlySet<string> | undefined {
  if (asked === undefined) return undefined;
  const wanted = asked.map((file) => shown(resolve(cwd, file), cwd));
  const missing = wanted.filter((file) => !files.some((one) => shown(resolve(cwd, one), cwd) === file));
  if (missing.length > 0)
    throw new CommandFailure(
      `--only names what is not among the files: ${missing.join(", ")}; give their folder too`,
    );
  return new Set(files.filter((one) => wanted.includes(shown(resolve(cwd, one), cwd))));
}
