import { Command, Option } from "commander";
import { observe } from "../postgres/apply/observe";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { migrationOf } from "../postgres/plan/tenancy/migration/migration";
import { migrationScript, migrationStatements } from "../postgres/plan/tenancy/migration/step";
import { connectionOf, forLooking } from "./connection";
import { attempt } from "./failure";
import { EXIT, type Io } from "./io";
import { writeReport } from "./output-file";

interface MigrationFlags {
  readonly url?: string;
  readonly schema: readonly string[];
  readonly tenantColumn: readonly string[];
  readonly keys?: boolean;
  readonly format: "sql" | "json";
  readonly output?: string;
}

/** `palisade migration`: the statements that make live tables fit for row security without a long lock. */
export function migrationCommand(io: Io): Command {
  return new Command("migration")
    .description(
      "print the statements that give live tables what row security needs without a long lock; changes nothing",
    )
    .option(
      "--url <url>",
      "connection URL; without it PGHOST, PGUSER, PGSERVICE … and ~/.pgpass, as psql does",
    )
    .option(
      "--schema <schema>",
      "a schema with tenant tables (repeatable); otherwise all of them",
      gather,
      [],
    )
    .option(
      "--tenant-column <column>",
      "a column that tells tenants apart (repeatable, in the order of the keys); otherwise tenant_id",
      gather,
      [],
    )
    .option("--keys", "also unique and foreign keys that look past row security, in their composite form")
    .addOption(
      new Option("--format <format>", "sql: a script for psql; json: the statements")
        .choices(["sql", "json"])
        .default("sql"),
    )
    .option("--output <file>", "write to a file instead of standard output")
    .action((flags: MigrationFlags) => attempt(io, () => migration(flags, io)));
}

async function migration(flags: MigrationFlags, io: Io): Promise<void> {
  const settings = connectionOf(flags, io);
  const limited = forLooking(settings, "migration");
  const { schema, tenantColumn, keys } = flags;
  const reading = { columns: true, ...(schema.length === 0 ? {} : { schemas: schema }) };
  const planned = await observe(limited, async (session, beside) =>
    migrationOf(await readDatabaseModel(session, { ...reading, beside }), {
      columns: tenantColumn.length === 0 ? ["tenant_id"] : tenantColumn,
      keys: keys === true,
    }),
  );
  const text =
    flags.format === "json"
      ? `${JSON.stringify({ statements: migrationStatements(planned), left: planned.left }, null, 2)}\n`
      : migrationScript(planned);
  if (flags.output === undefined) io.out(text);
  else writeReport(flags.output, text);
  io.finish(EXIT.fine);
}

function gather(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
