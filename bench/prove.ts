import { join } from "node:path";
import { connect } from "../postgres/connect/session";
import { startTestServer, type TestServer } from "../test/servers";
import { machineLine } from "./machine";
import { memory, runProcess, Samples, seconds, spread, table } from "./measure";

const ROLES = { owner: "bench_owner", app: "bench_app", readonly: "bench_readonly" } as const;
const DATABASE = "bench_prove";

/** Tables made in one transaction: each takes locks, and a server has room for a few thousand. */
const BATCH = 200;

const COMMAND = join(__dirname, "..", "bin", "palisade.js");

/** `palisade prove` on a database of tenant tables: every attack, every role, every table, in a process of its own. */
export async function benchProve(
  tables: number,
  rounds: number,
  say: (line: string) => void,
): Promise<string> {
  // Log of statements off, as on a real server; everything else as PostgreSQL's own defaults have it.
  const server = await startTestServer(18, { log_statement: "none", shared_buffers: "128MB" });
  try {
    say(`making ${tables} tenant tables`);
    await makeTables(server, tables);
    const samples = new Samples();
    let summary = "";
    for (let round = 1; round <= rounds; round++) {
      for (const [name, flags] of [
        ["palisade prove", []],
        ["palisade prove --no-write", ["--no-write"]],
      ] as const) {
        const done = await prove(server, flags);
        samples.note(name, done);
        say(`round ${round}, ${name}: ${seconds(done.seconds)}; ${done.summary}`);
        if (flags.length === 0) summary = done.summary;
      }
    }
    return [
      `## The proof at ${new Intl.NumberFormat("en").format(tables)} tenant tables`,
      "",
      `${await machineLine(server.settings)}. ${rounds} rounds. ${summary}.`,
      "",
      table(
        samples.names().map((name) => ({
          what: name,
          values: {
            median: seconds(samples.seconds(name)),
            "min–max": spread(samples.times(name)),
            "peak memory": memory(samples.megabytes(name)),
          },
        })),
      ),
      "",
      table([
        {
          what: "every attack on every table",
          values: {
            target: "≤ 60 s",
            measured: seconds(samples.seconds("palisade prove")),
            "": samples.seconds("palisade prove") <= 60 ? "pass" : "miss",
          },
        },
      ]),
    ].join("\n");
  } finally {
    await server.stop();
  }
}

async function prove(
  server: TestServer,
  flags: readonly string[],
): Promise<{ readonly seconds: number; readonly megabytes?: number; readonly summary: string }> {
  const { host, port, user, password } = server.settings;
  const { stdout, stderr, ...sample } = await runProcess(process.execPath, [COMMAND, "prove", ...flags], {
    env: {
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: user,
      PGPASSWORD: password ?? "",
      PGDATABASE: DATABASE,
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: server.caFile,
    },
    // What gets through, or cannot be tried, makes the measurement void.
    expect: [0],
  });
  return { ...sample, summary: stdout.trimEnd().split("\n").at(-1) ?? stderr };
}

export async function makeTables(server: TestServer, tables: number): Promise<void> {
  const admin = await connect(server.settings);
  await admin.query(
    `CREATE ROLE ${ROLES.owner}; CREATE ROLE ${ROLES.app} LOGIN; CREATE ROLE ${ROLES.readonly} LOGIN`,
  );
  await admin.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLES.owner}`);
  await admin.end();
  const session = await connect({ ...server.settings, database: DATABASE, statementTimeout: 0 });
  try {
    await session.query(
      `REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC; REVOKE ALL ON SCHEMA public FROM PUBLIC;
       GRANT CONNECT ON DATABASE ${DATABASE} TO ${ROLES.app}, ${ROLES.readonly};
       CREATE SCHEMA app AUTHORIZATION ${ROLES.owner}; GRANT USAGE ON SCHEMA app TO ${ROLES.app}, ${ROLES.readonly};
       ALTER DEFAULT PRIVILEGES FOR ROLE ${ROLES.owner} REVOKE ALL ON FUNCTIONS FROM PUBLIC;
       SET ROLE ${ROLES.owner}`,
    );
    const sql = Array.from({ length: tables }, (_, index) => tenantTable(index + 1));
    for (let i = 0; i < sql.length; i += BATCH) await session.query(sql.slice(i, i + BATCH).join(";\n"));
    await session.query("RESET ROLE");
    await session.query("VACUUM ANALYZE");
  } finally {
    await session.end();
  }
}

/** A table as applications have them: a key, a unique text, an index for lists, and every third one a parent. */
function tenantTable(index: number): string {
  const name = `app.table_${index}`;
  const parent =
    index % 3 === 0 ? `, FOREIGN KEY (tenant_id, parent_id) REFERENCES app.table_${index - 1}` : "";
  const own = "tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)";
  return `CREATE TABLE ${name} (tenant_id uuid NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), code text NOT NULL,
            note text, parent_id uuid, created_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code)${parent});
          CREATE INDEX ON ${name} (tenant_id, created_at);
          ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
          CREATE POLICY tenant ON ${name} TO ${ROLES.app}, ${ROLES.readonly} USING (${own}) WITH CHECK (${own});
          CREATE POLICY owner ON ${name} TO ${ROLES.owner} USING (true) WITH CHECK (true);
          GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${ROLES.app}; GRANT SELECT ON ${name} TO ${ROLES.readonly}`;
}
