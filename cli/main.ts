import { Command, CommanderError } from "commander";
import { accessCommand } from "./access";
import { adoptCommand } from "./adopt";
import { auditCommand } from "./audit";
import { EXIT, type Io, processIo } from "./io";
import { lintCommand } from "./lint";
import { migrationCommand } from "./migration";
import { proveCommand } from "./prove";
import { pullRequestCommand } from "./pull-request";
import { queryCommand } from "./query";
import { VERSION } from "./version";

/** The command line. A new command is a file of its own, and one line here. */
export function makeProgram(io: Io): Command {
  const program = new Command("palisade")
    .description("PostgreSQL hardening as code: judge and prove what a server enforces")
    .version(VERSION)
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const command of [
    accessCommand(io),
    adoptCommand(io),
    auditCommand(io),
    lintCommand(io),
    migrationCommand(io),
    proveCommand(io),
    pullRequestCommand(io),
    queryCommand(io),
  ]) {
    program.addCommand(command.copyInheritedSettings(program).exitOverride());
  }
  return program.exitOverride();
}

/** Runs the command line. Wrong usage is a job that could not be done; help and version are not. */
export async function main(argv: readonly string[], io: Io): Promise<void> {
  try {
    await makeProgram(io).parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    io.finish(error.exitCode === 0 ? EXIT.fine : EXIT.failed);
  }
}

/** Runs the command line for this process. */
export function run(): void {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  void main(process.argv, processIo());
}
