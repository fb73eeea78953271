import { Command, Option } from "commander";
import { observe } from "../postgres/apply/observe";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { inert } from "../postgres/inert";
import { describeAccess } from "../postgres/plan/describe/describe-access";
import { replaceHidden } from "../postgres/plan/describe/hidden-settings";
import { renderProgram } from "./adopt/render-program";
import { connectionOf, forLooking } from "./connection";
import { attempt } from "./failure";
import { EXIT, type Io } from "./io";
import { writeReport } from "./output-file";

interface AdoptFlags {
  readonly url?: string;
  readonly format: "typescript" | "json";
  readonly output?: string;
}

/** `palisade adopt`: the access of a live database as the code that declares it. */
export function adoptCommand(io: Io): Command {
  return new Command("adopt")
    .description("write the access of a live database as a Pulumi declaration; changes nothing")
    .option(
      "--url <url>",
      "connection URL; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .addOption(
      new Option("--format <format>", "typescript: a program; json: the inputs of an Access alone")
        .choices(["typescript", "json"])
        .default("typescript"),
    )
    .option("--output <file>", "write to a file instead of standard output")
    .action((flags: AdoptFlags) => attempt(io, () => adopt(flags, io)));
}

async function adopt(flags: AdoptFlags, io: Io): Promise<void> {
  const settings = connectionOf(flags, io);
  const limited = forLooking(settings, "adopt");
  const whole = await observe(limited, async (session, beside) =>
    describeAccess(await readDatabaseModel(session, { columns: true, beside })),
  );
  const leftOut: string[] = [];
  const declaration = replaceHidden(whole, ({ path }) => {
    leftOut.push(path);
    return undefined;
  });
  const text =
    flags.format === "json"
      ? `${JSON.stringify(declaration, null, 2)}\n`
      : renderProgram(declaration, leftOut);
  for (const path of leftOut) io.err(`left out, because its value may be a secret: ${inert(path)}\n`);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(EXIT.fine);
}
