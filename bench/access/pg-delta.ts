import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess, type Sample } from "../measure";
import { CACHE, type Fixture } from "./fixture";
import type { Missing, Peer } from "./peer";
import { environment } from "./psql";

const PACKAGE = "@supabase/pg-delta";
const VERSION = "1.0.0-alpha.34";
const NAME = `pg-delta ${VERSION}`;

/**
 * pg-delta, which compares two databases, or one with a snapshot. Its check is `drift` of a live database against the
 * snapshot that was taken of it; its plan from nothing is `plan` from the bare database to the converged one, both
 * read live; then `apply`.
 */
export async function pgDelta(
  fixture: Fixture,
  folder: string,
  say: (line: string) => void,
): Promise<Peer | Missing> {
  const cache = join(CACHE, `pg-delta-${VERSION}`);
  const home = join(cache, "node_modules", PACKAGE);
  try {
    await install(cache, home, say);
  } catch {
    return { name: NAME, missing: "npm could not install it" };
  }
  const program = join(home, "dist", "cli", "main.js");
  const snapshot = join(folder, "snapshot.json");
  const plan = join(folder, "pg-delta-plan.json");
  // Without the password, which the driver takes from the environment.
  const url = (database: string) => {
    const { host, port, user } = fixture.settings(database);
    const options = new URLSearchParams({ sslmode: "verify-full", sslrootcert: fixture.caFile });
    return `postgres://${user}@${host}:${port}/${database}?${options}`;
  };
  const run = (database: string, args: readonly string[]): Promise<Sample> => {
    const { PGPASSWORD } = environment(fixture, database);
    return runProcess(process.execPath, [program, ...args], { env: { PGPASSWORD } });
  };
  return {
    name: NAME,
    converged: async (ours) => {
      await run(ours, ["snapshot", "--source", url(ours), "--out", snapshot]);
      return ours;
    },
    check: (database) => run(database, ["drift", "--env", url(database), "--snapshot", snapshot]),
    plan: (database, converged) =>
      run(database, ["plan", "--source", url(database), "--desired", url(converged), "--out", plan]),
    apply: (database) => run(database, ["apply", "--plan", plan, "--target", url(database)]),
  };
}

async function install(cache: string, home: string, say: (line: string) => void): Promise<void> {
  const manifest = join(home, "package.json");
  if (
    existsSync(manifest) &&
    (JSON.parse(readFileSync(manifest, "utf8")) as { version?: string }).version === VERSION
  )
    return;
  say(`installing ${PACKAGE}@${VERSION} into ${cache}`);
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "package.json"), '{ "private": true }\n');
  await runProcess(
    "npm",
    ["install", "--save-exact", "--ignore-scripts", "--no-audit", `${PACKAGE}@${VERSION}`],
    {
      cwd: cache,
    },
  );
}
