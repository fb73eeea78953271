import { Argument, Command, Option } from "commander";
import { observe } from "../postgres/apply/observe";
import { QUICK_QUERIES, type QuickQuery } from "../postgres/catalog/quick-queries";
import { nearest } from "../postgres/model/nearest";
import { connectionOf, forLooking } from "./connection";
import { attempt, CommandFailure } from "./failure";
import { EXIT, type Io } from "./io";
import { writeReport } from "./output-file";
import { type Answer, plainTable, queryJson } from "./query/render";

interface QueryFlags {
  readonly url?: string;
  readonly sql?: boolean;
  readonly format: "text" | "json";
  readonly output?: string;
}

/** `palisade query`: one question to the catalog, answered as a plain table. */
export function queryCommand(io: Io): Command {
  return new Command("query")
    .description("answer one question about a database as a plain table; changes nothing")
    .addArgument(new Argument("[name]", "the question; without one they are listed"))
    .option(
      "--url <url>",
      "connection URL; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .option("--sql", "print the statement for psql, and ask nobody")
    .addOption(
      new Option("--format <format>", "form of the answer").choices(["text", "json"]).default("text"),
    )
    .option("--output <file>", "write the answer to a file instead of standard output")
    .action((name: string | undefined, flags: QueryFlags) => attempt(io, () => query(name, flags, io)));
}

async function query(name: string | undefined, flags: QueryFlags, io: Io): Promise<void> {
  const text = name === undefined ? list() : await answer(find(name), flags, io);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(EXIT.fine);
}

function list(): string {
  const width = Math.max(...QUICK_QUERIES.map(({ name }) => name.length));
  return QUICK_QUERIES.map(({ name, says }) => `${name.padEnd(width)}  ${says}\n`).join("");
}

function find(name: string): QuickQuery {
  const found = QUICK_QUERIES.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = QUICK_QUERIES.map((one) => one.name);
  const near = nearest(name, names);
  const hint = near.length === 0 ? `choose of ${names.join(", ")}` : `did you mean ${near.join(" or ")}?`;
  throw new CommandFailure(`there is no query ${JSON.stringify(name)}: ${hint}`);
}

async function answer(question: QuickQuery, flags: QueryFlags, io: Io): Promise<string> {
  const { name, says, takes, sql } = question;
  if (flags.sql === true) {
    const needs = takes === undefined ? [] : [`-- Takes ${takes}.`];
    return [`-- ${says}`, ...needs, `${sql};`, ""].join("\n");
  }
  const settings = connectionOf(flags, io);
  const limited = forLooking(settings, "query");
  const [result] = await observe(limited, async (session): Promise<readonly Answer[]> => {
    try {
      return await session.answers(sql);
    } catch (error) {
      if ((error as { code?: string }).code !== "42501" || takes === undefined) throw error;
      throw new CommandFailure(`${name} takes ${takes}: ${(error as Error).message}`, error);
    }
  });
  const rows = result?.rows ?? [];
  return flags.format === "json" ? queryJson(name, rows) : plainTable(rows);
}
