import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { build } from "esbuild";
import { observe } from "../postgres/apply/observe";
import { readDatabaseModel } from "../postgres/catalog/read-model";
import { withSession } from "../postgres/connect/session";
import type { ConnectionSettings } from "../postgres/connect/settings";
import { parseAccess } from "../postgres/plan/parse-access";
import { planAccess } from "../postgres/plan/plan-access";
import { freshDatabase, startTestServer, uniqueName } from "../test/servers";
import { median, type Row, ratio, runProcess, seconds, table } from "./measure";

const TABLES = 1000;
const ROUNDS = 5;

/** Access at 1,000 tables and three roles, beside a bare catalog query and the same statements through psql, interleaved. */
export async function benchAccess(say: (line: string) => void): Promise<string> {
  const server = await startTestServer(18, { log_statement: "none" });
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  try {
    const database = await freshDatabase(server, "bench");
    const roles = await prepare(database.settings, say);
    const child = join(folder, "access.cjs");
    await build({
      entryPoints: [join(__dirname, "children", "access.ts")],
      outfile: child,
      bundle: true,
      platform: "node",
      target: "node20",
      external: ["pg-native"],
      logLevel: "error",
    });
    const declaration = declare(database.name, roles);
    const run = async (action: "check" | "apply" | "query") => {
      const order = JSON.stringify({ settings: database.settings, declaration, action });
      const { stdout } = await runProcess(process.execPath, [child], {
        env: { PALISADE_BENCH_ORDER: order },
      });
      return JSON.parse(stdout) as {
        seconds: number;
        megabytes: number;
        statements: number;
        statementSeconds: number;
      };
    };
    const compacted = await statementsOf(database.settings, declaration);
    const single = compacted.flatMap(oneByOne);
    const psql = await findPsql(database.settings, folder);
    const results = new Map<string, { seconds: number[]; megabytes: number[] }>();
    const note = (name: string, value: { seconds: number; megabytes?: number }) => {
      const entry = results.get(name) ?? { seconds: [], megabytes: [] };
      entry.seconds.push(value.seconds);
      if (value.megabytes !== undefined) entry.megabytes.push(value.megabytes);
      results.set(name, entry);
    };
    for (let round = 0; round < ROUNDS; round++) {
      say(`access: round ${round + 1} of ${ROUNDS}`);
      await reset(database.settings, roles);
      note("one bare catalog query", await run("query"));
      note("check (read, expand, diff), everything to be done", await run("check"));
      if (psql !== undefined) {
        note("psql, the same statements", await psql(compacted));
        await reset(database.settings, roles);
        note("psql, one statement an object", await psql(single));
        await reset(database.settings, roles);
      }
      const applied = await run("apply");
      note("apply, its statements", { seconds: applied.statementSeconds });
      note("whole update (connect, lock, read, diff, apply, read again, commit)", applied);
      note("check, nothing to be done", await run("check"));
    }
    return report(results, compacted.length, single.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  }
}

async function prepare(settings: ConnectionSettings, say: (line: string) => void): Promise<string[]> {
  say(`access: creating ${TABLES} tables`);
  const [owner, app, readonly] = ["owner", "app", "readonly"].map((name) => uniqueName(name)) as [
    string,
    string,
    string,
  ];
  await withSession({ ...settings, statementTimeout: 0 }, async (session) => {
    for (const role of [owner, app, readonly]) await session.query(`CREATE ROLE "${role}" LOGIN`);
    await session.query(
      `CREATE SCHEMA app AUTHORIZATION "${owner}"; CREATE SCHEMA billing AUTHORIZATION "${owner}"`,
    );
    await session.query(`SET ROLE "${owner}"`);
    await session.query(`DO $$ BEGIN FOR i IN 1..${TABLES} LOOP
      EXECUTE format('CREATE TABLE %I.table_%s (tenant_id uuid NOT NULL, id bigint NOT NULL, note text, PRIMARY KEY (tenant_id, id))',
                     CASE WHEN i % 4 = 0 THEN 'billing' ELSE 'app' END, i); END LOOP; END $$`);
    await session.query("RESET ROLE; ANALYZE");
  });
  return [owner, app, readonly];
}

function declare(database: string, [owner, app, readonly]: readonly string[]): unknown {
  const privileges = {
    [app ?? ""]: {
      schema: ["USAGE"],
      tables: ["SELECT", "INSERT", "UPDATE", "DELETE"],
      sequences: ["USAGE"],
    },
    [readonly ?? ""]: { schema: ["USAGE"], tables: ["SELECT"] },
  };
  return {
    database,
    owner,
    schemas: { app: { roles: privileges }, billing: { roles: privileges }, public: {} },
  };
}

/** Back to where nothing is granted, so that every round does the same work. */
async function reset(settings: ConnectionSettings, roles: readonly string[]): Promise<void> {
  await withSession({ ...settings, statementTimeout: 0 }, async (session) => {
    const [owner, ...others] = roles;
    for (const role of others) {
      await session.query(`REVOKE ALL ON ALL TABLES IN SCHEMA app, billing FROM "${role}"`);
      await session.query(`REVOKE ALL ON SCHEMA app, billing FROM "${role}"`);
    }
    for (const schema of ["app", "billing"]) {
      await session.query(
        `ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA ${schema} REVOKE ALL ON TABLES FROM "${roles[1]}", "${roles[2]}"`,
      );
      await session.query(
        `ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" IN SCHEMA ${schema} REVOKE ALL ON SEQUENCES FROM "${roles[1]}"`,
      );
    }
    await session.query(`ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" GRANT EXECUTE ON FUNCTIONS TO PUBLIC`);
    await session.query(`ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" GRANT USAGE ON TYPES TO PUBLIC`);
    await session.query(
      `GRANT CONNECT, TEMPORARY ON DATABASE "${settings.database}" TO PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC`,
    );
  });
}

async function statementsOf(settings: ConnectionSettings, declaration: unknown): Promise<string[]> {
  const { intent } = parseAccess(declaration);
  if (intent === undefined) throw new Error("the benchmark's declaration is wrong");
  const plan = await observe(settings, async (session) =>
    planAccess(intent, await readDatabaseModel(session, { schemas: [...intent.schemas.keys()] })),
  );
  return plan.statements.map(({ sql }) => sql);
}

/** The same work as a careful person would write it: one GRANT a table. */
function oneByOne(statement: string): string[] {
  const match = /^(GRANT|REVOKE) (.+?) ON TABLE (.+) (TO|FROM) (.+)$/.exec(statement);
  if (match === null) return [statement];
  const [, verb, privileges, objects, direction, grantees] = match;
  return (objects ?? "")
    .split(", ")
    .map((object) => `${verb} ${privileges} ON TABLE ${object} ${direction} ${grantees}`);
}

/** psql over the same TLS connection, in one transaction; `undefined` where the machine has none. */
async function findPsql(settings: ConnectionSettings, folder: string) {
  const known = (process.env["PATH"] ?? "").split(delimiter);
  const { existsSync } = await import("node:fs");
  if (!known.some((path) => existsSync(join(path, "psql")))) return undefined;
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, settings.ca ?? "");
  const env = {
    PGHOST: settings.host,
    PGPORT: String(settings.port),
    PGUSER: settings.user,
    PGPASSWORD: settings.password ?? "",
    PGDATABASE: settings.database,
    PGSSLMODE: "verify-full",
    PGSSLROOTCERT: ca,
  };
  return async (statements: readonly string[]) => {
    const file = join(folder, "statements.sql");
    writeFileSync(file, `${statements.join(";\n")};\n`);
    const { seconds } = await runProcess("psql", ["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", file], {
      env,
    });
    return { seconds };
  };
}

function report(
  results: ReadonlyMap<string, { seconds: number[]; megabytes: number[] }>,
  compacted: number,
  single: number,
): string {
  const base = (name: string) => median(results.get(name)?.seconds ?? []);
  const limit = base("one bare catalog query");
  const psql = base("psql, the same statements");
  const rows: Row[] = [...results].map(([what, { seconds: times, megabytes }]) => ({
    what,
    values: {
      median: seconds(median(times)),
      "min–max": `${Math.min(...times).toFixed(3)}–${Math.max(...times).toFixed(3)}`,
      "peak memory": megabytes.length === 0 ? "" : `${median(megabytes).toFixed(0)} MB`,
      ratio: what.startsWith("check")
        ? `${ratio(median(times) / limit)} the bare query`
        : /^(apply|whole)/.test(what) && !Number.isNaN(psql)
          ? `${ratio(median(times) / psql)} psql, ${ratio(median(times) / base("psql, one statement an object"))} psql one by one`
          : "",
    },
  }));
  return `## Access at ${TABLES} tables, three roles\n\n${compacted} statements where one an object would be ${single}. Ours: from connecting to the end, without Node's start; psql: the whole process.\n\n${table(rows)}\n`;
}
