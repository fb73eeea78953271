import { Command, InvalidArgumentError, Option } from "commander";
import {
  exitStatus,
  type ProofOptions,
  renderProofJson,
  renderProofText,
  runProof,
  type TableException,
} from "../proofs";
import { connectionOf } from "./connection";
import { attempt } from "./failure";
import { type Io, processIo } from "./io";
import { writeReport } from "./output-file";
import { VERSION } from "./version";

interface ProveFlags {
  readonly url?: string;
  readonly format: "text" | "json";
  readonly output?: string;
  readonly app: readonly string[];
  readonly readonly: readonly string[];
  readonly owner: readonly string[];
  readonly tenantColumn?: string;
  readonly tenantSetting?: string;
  readonly except: readonly TableException[];
  readonly attack: readonly string[];
  readonly allowNotRun?: boolean;
  readonly failOnVulnerable?: boolean;
  readonly write: boolean;
}

/** `palisade prove`: attacks a live database as each of its roles; everything is rolled back. */
export function proveCommand(io: Io): Command {
  return new Command("prove")
    .description("attack a live database as each of its roles, in a transaction that is rolled back")
    .option(
      "--url <url>",
      "connection URL of a superuser, or of a role that may act as the others; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .addOption(
      new Option("--format <format>", "form of the report").choices(["text", "json"]).default("text"),
    )
    .option("--output <file>", "write the report to a file instead of standard output")
    .option("--app <role>", "a role that writes (repeatable); otherwise the roles are recognised", gather, [])
    .option("--readonly <role>", "a role that only reads (repeatable)", gather, [])
    .option("--owner <role>", "a role that owns what is defended (repeatable)", gather, [])
    .option("--tenant-column <column>", "the column that holds the tenant; otherwise the policies tell")
    .option("--tenant-setting <setting>", "the setting that names the tenant; otherwise the policies tell")
    .option(
      "--except <schema.table=reason>",
      "a table that has the tenant column and no tenants, and why (repeatable)",
      gatherException,
      [],
    )
    .option("--attack <id>", "make only this attack (repeatable)", gather, [])
    .option("--no-write", "make only the attacks that write nothing and need no made-up rows")
    .option("--allow-not-run", "exit with 0 although some attacks could not be made")
    .option("--fail-on-vulnerable", "exit with 1 where the server has a published hole, even a harmless one")
    .action((flags: ProveFlags) => attempt(io, () => prove(flags, io)));
}

/** Adds `prove` to a command line. */
export function registerProve(program: Command, io: Io = processIo()): void {
  program.addCommand(proveCommand(io).copyInheritedSettings(program));
}

async function prove(flags: ProveFlags, io: Io): Promise<void> {
  const settings = connectionOf(flags, io);
  const report = await runProof(
    { ...settings, applicationName: "palisade prove" },
    { ...optionsOf(flags), onProgress: progress(io) },
  );
  const text = flags.format === "json" ? renderProofJson(report, VERSION) : renderProofText(report);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(
    exitStatus(report, {
      allowNotRun: flags.allowNotRun === true,
      failOnVulnerable: flags.failOnVulnerable === true,
    }),
  );
}

function optionsOf(flags: ProveFlags): ProofOptions {
  const { tenantColumn: column, tenantSetting: setting } = flags;
  return {
    ...(flags.app.length === 0 ? {} : { application: flags.app }),
    ...(flags.readonly.length === 0 ? {} : { readonly: flags.readonly }),
    ...(flags.owner.length === 0 ? {} : { owners: flags.owner }),
    ...(flags.attack.length === 0 ? {} : { only: flags.attack }),
    noWrite: !flags.write,
    tenancy: {
      ...(column === undefined ? {} : { column }),
      ...(setting === undefined ? {} : { setting }),
      ...(flags.except.length === 0 ? {} : { except: flags.except }),
    },
  };
}

function gather(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** `app.daily_sums=read by the owner only`: a schema with a dot in its name cannot be said here. */
function gatherException(value: string, before: readonly TableException[]): readonly TableException[] {
  const [, schema, name, reason] = /^([^.=]+)\.([^=]+)=(.*\S.*)$/s.exec(value) ?? [];
  if (schema === undefined || name === undefined || reason === undefined)
    throw new InvalidArgumentError(
      "say schema.table=reason, for example app.daily_sums='read by the owner only'",
    );
  return [...before, { schema, name, reason: reason.trim() }];
}

/** Milliseconds between two lines of progress; what is done sooner says nothing. */
const PACE = 2_000;

function progress(io: Io): NonNullable<ProofOptions["onProgress"]> {
  let last = Date.now();
  return (done, total, title) => {
    const now = Date.now();
    if (now - last < PACE || title === "") return;
    last = now;
    io.err(`palisade: ${done} of ${total} attempts made; now: ${title}\n`);
  };
}
