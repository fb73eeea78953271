import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";

/** What a run did. */
export interface MigrationReport {
  /** The files that were applied now, in order. */
  readonly applied: readonly string[];
  /** The files that an earlier run had applied. */
  readonly alreadyThere: readonly string[];
}

/** Where to migrate what. */
export interface MigrationOptions {
  /** The owner's connection string: the stack's output `ownerConnectionString`. */
  readonly connectionString: string;
  /** @default the folder `migrations` beside this file */
  readonly folder?: string;
  /** Only the files up to this one. @default all of them */
  readonly upTo?: string;
  /** Called before each file that is applied. */
  readonly progress?: (file: string) => void;
}

/** Any number that no other program takes for its lock in this database: the letters of "shop". */
const LOCK = 0x73686f70;

/**
 * The record lives in a schema of the owner's own. Nobody declares it to Palisade, so nobody is ever granted it.
 */
const RECORD = `
  CREATE SCHEMA IF NOT EXISTS migrations;
  CREATE TABLE IF NOT EXISTS migrations.applied (
    file text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
`;

/**
 * Applies every file of a folder once, in the order of their names, each in a transaction of its own. Throws where a file
 * fails, which then leaves nothing behind, and where one was changed after it had been applied.
 */
export async function migrate(options: MigrationOptions): Promise<MigrationReport> {
  const { connectionString, folder = join(__dirname, "migrations"), upTo, progress } = options;
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql") && (upTo === undefined || file <= upTo))
    .sort();
  const client = new Client({ connectionString, application_name: "shop migrations" });
  await client.connect();
  try {
    // Waiting for another run is no lock problem of the application: the role's lock_timeout counts afterwards.
    await client.query("SET lock_timeout = 0");
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query("RESET lock_timeout");
    await client.query("SET client_min_messages = warning");
    await client.query(RECORD);
    const done = await client.query<{ file: string; sha256: string }>(
      "SELECT file, sha256 FROM migrations.applied",
    );
    const known = new Map(done.rows.map(({ file, sha256 }) => [file, sha256]));
    const applied: string[] = [];
    const alreadyThere: string[] = [];
    for (const file of files) {
      const sql = readFileSync(join(folder, file), "utf8");
      const sha256 = createHash("sha256").update(sql).digest("hex");
      if (known.get(file) === sha256) {
        alreadyThere.push(file);
        continue;
      }
      if (known.has(file)) throw new Error(`${file} was changed after it had been applied: write a new file`);
      progress?.(file);
      await apply(client, file, sql, sha256);
      applied.push(file);
    }
    return { applied, alreadyThere };
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function apply(client: Client, file: string, sql: string, sha256: string): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query("INSERT INTO migrations.applied (file, sha256) VALUES ($1, $2)", [file, sha256]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The closing line of a run: `0 applied, 2 already there`. */
export function describeMigration({ applied, alreadyThere }: MigrationReport): string {
  return `${applied.length} applied, ${alreadyThere.length} already there`;
}

async function main(): Promise<void> {
  const connectionString = process.env["DATABASE_URL"];
  if (connectionString === undefined || connectionString === "") {
    throw new Error(
      'set DATABASE_URL to the owner\'s connection string: DATABASE_URL="$(pulumi stack output --show-secrets ownerConnectionString)"',
    );
  }
  const report = await migrate({
    connectionString,
    progress: (file) => process.stdout.write(`applying ${file}\n`),
  });
  process.stdout.write(`${describeMigration(report)}\n`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
