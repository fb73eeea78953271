import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSession } from "../postgres/connect/session";
import { BARE, CACHE, type Fixture, makeFixture } from "./access/fixture";
import { makeOurs } from "./access/ours";
import { findPsql } from "./access/psql";
import { machineLine } from "./machine";
import { type Finished, memory, ratio, runProcess, Samples, seconds, spread, table } from "./measure";

const COMMAND = join(__dirname, "..", "bin", "palisade.js");
const DATABASE = "bench_audited";
const OURS = "palisade audit";

/** The peer: a linter of row security, in Python. It looks at policies and grants, and neither at the server nor at roles' memberships. */
const PGRLS_VERSION = "0.57.1";
const PGRLS = `pgrls ${PGRLS_VERSION} lint`;

/**
 * The questions that Supabase's linter `splinter` asks, as far as they are of PostgreSQL alone, in one statement of our own:
 * no program but psql, and no more than SQL can say. It knows no roles' reach, no server and no fix.
 */
const SPLINTER_LIKE = "psql: splinter-like questions in one statement";
const QUESTIONS = join(__dirname, "audit", "splinter-like.sql");

/** What both must find, or their time is worth nothing: an open table beside the protected ones, in a schema that pgrls is not asked about. */
const PLANTED = [
  "CREATE TABLE public.bench_planted (id integer)",
  "GRANT SELECT ON public.bench_planted TO PUBLIC",
];

/** Seconds and megabytes that an audit may take. */
const LIMITS: Readonly<Record<number, { readonly seconds: number; readonly megabytes: number }>> = {
  1000: { seconds: 1, megabytes: 300 },
  10000: { seconds: 6, megabytes: 300 },
};

/** `palisade audit` of a database with protected tables, in a process of its own, beside pgrls on the same one. */
export async function benchAudit(
  tables: number,
  rounds: number,
  say: (line: string) => void,
): Promise<string> {
  say(`audit: creating ${tables} tables`);
  const fixture = await makeFixture(tables);
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    const machine = await machineLine(fixture.server.settings);
    const ours = await makeOurs(fixture);
    await fixture.copy(BARE, DATABASE);
    await ours.run(DATABASE, "apply", "all");
    ours.remove();
    await withSession(fixture.settings(DATABASE), async (session) => {
      for (const sql of [...PLANTED, "VACUUM ANALYZE"]) await session.query(sql);
    });
    const peer = await installPgrls(say);
    const psql = findPsql(fixture, folder);
    if (psql === undefined) say("without psql: it is not installed");
    const samples = new Samples();
    for (let round = 1; round <= rounds; round++) {
      say(`audit, ${tables} tables: round ${round} of ${rounds}`);
      samples.note(OURS, found(await audit(fixture), /"grant-public-table:[^"]*bench_planted/));
      if (psql !== undefined)
        samples.note(
          SPLINTER_LIKE,
          found(await psql.file(DATABASE, QUESTIONS), /^row_security_off\|public\.bench_planted\|$/m),
        );
      if (peer !== undefined) samples.note(PGRLS, await pgrls(peer, fixture, folder));
    }
    return report(tables, rounds, machine, samples);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await fixture.server.stop();
  }
}

/** The measurement, where what was planted stands in the output. */
function found(finished: Finished, planted: RegExp): Finished {
  if (!planted.test(finished.stdout)) throw new Error(`what was planted is not found: ${planted}`);
  return finished;
}

function environment(fixture: Fixture): NodeJS.ProcessEnv {
  const { host, port, user, password } = fixture.settings(DATABASE);
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password ?? "",
    PGDATABASE: DATABASE,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: fixture.caFile,
  };
}

async function audit(fixture: Fixture): Promise<Finished> {
  return runProcess(process.execPath, [COMMAND, "audit", "--format", "json", "--fail-on", "none"], {
    env: environment(fixture),
  });
}

async function pgrls(program: string, fixture: Fixture, folder: string): Promise<Finished> {
  const { host, port, user } = fixture.settings(DATABASE);
  const options = new URLSearchParams({ sslmode: "verify-full", sslrootcert: fixture.caFile });
  writeFileSync(join(folder, "pgrls.toml"), "");
  return runProcess(program, ["lint", "--schemas", "app,billing", "--format", "json"], {
    cwd: folder,
    env: {
      PGPASSWORD: environment(fixture)["PGPASSWORD"],
      DATABASE_URL: `postgres://${user}@${host}:${port}/${DATABASE}?${options}`,
      PATH: process.env["PATH"],
    },
    // 1 where it finds something.
    expect: [0, 1],
  });
}

/** Into a virtual environment of its own; `undefined` where there is no Python or no registry. */
async function installPgrls(say: (line: string) => void): Promise<string | undefined> {
  const home = join(CACHE, `pgrls-${PGRLS_VERSION}`);
  const program = join(home, "bin", "pgrls");
  if (existsSync(program)) return program;
  say(`installing ${PGRLS}`);
  try {
    mkdirSync(CACHE, { recursive: true });
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };
    await runProcess("python3", ["-m", "venv", home], { env });
    await runProcess(join(home, "bin", "pip"), ["install", "--quiet", `pgrls==${PGRLS_VERSION}`], { env });
    return program;
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    say(`without pgrls: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function report(tables: number, rounds: number, machine: string, samples: Samples): string {
  const ours = samples.seconds(OURS);
  const limit = LIMITS[tables];
  const held = samples.megabytes(OURS);
  return [
    `## The audit at ${new Intl.NumberFormat("en").format(tables)} tables`,
    "",
    `${machine}. ${rounds} rounds, in turn. Whole processes, start-up included, the report as JSON.`,
    "",
    table(
      samples.names().map((name) => ({
        what: name,
        values: {
          median: seconds(samples.seconds(name)),
          "min–max": spread(samples.times(name)),
          "peak memory": memory(samples.megabytes(name)),
          ratio: name === OURS ? "" : `${ratio(samples.seconds(name) / ours)} ours`,
        },
      })),
    ),
    "",
    ...(limit === undefined
      ? []
      : [
          table([
            {
              what: "time",
              values: {
                target: `≤ ${limit.seconds} s`,
                measured: seconds(ours),
                "": ours <= limit.seconds ? "pass" : "miss",
              },
            },
            {
              what: "peak memory",
              values: {
                target: `≤ ${limit.megabytes} MB`,
                measured: memory(held),
                "": (held ?? 0) <= limit.megabytes ? "pass" : "miss",
              },
            },
          ]),
        ]),
  ].join("\n");
}
