import { loadParser } from "../../postgres/expression";
import { loadCallReader } from "../../postgres/routines/calls";
import type { Facts } from "../facts/facts";
import { withPolicies } from "./migrations/policies";
import { MigrationRun } from "./migrations/run";
import type { NotRead } from "./migrations/state";

/** One file of migrations. */
export interface MigrationFile {
  /** What places name it by. */
  readonly path: string;
  readonly text: string;
}

/** What files of SQL say, run one after the other. */
export interface MigrationReading {
  readonly facts: Facts;
  /** What could not be looked into, each with its place: statements that cannot be parsed, and code that runs others. */
  readonly notRead: readonly NotRead[];
}

/**
 * Reads files of SQL in their order, by PostgreSQL's own parser, and gives the facts of what stands at the end: what a later
 * statement takes back is not there. Nothing is run. Every fact has the place of the statement that made it so.
 *
 * @param tenantColumn the column by which a tenant's table is known; policies of tables without it are judged without a tenant.
 */
export async function readMigrations(
  files: readonly MigrationFile[],
  tenantColumn = "tenant_id",
): Promise<MigrationReading> {
  const run = await MigrationRun.begin(files.map(({ path }) => path));
  for (const { path, text } of files) run.file(path, text);
  const reading = { parse: await loadParser(), calls: await loadCallReader() };
  const facts = withPolicies(run.state.facts(), run.state, reading, tenantColumn);
  return { facts, notRead: run.state.notRead };
}
