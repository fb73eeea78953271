import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import type { ConnectionSettings } from "../../postgres/connect/settings";
import { migrationOf } from "../../postgres/plan/tenancy/migration/migration";
import { migrationStatements } from "../../postgres/plan/tenancy/migration/step";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { startTestServer } from "../../test/servers";
import { machineLine } from "../machine";
import { type Row, table } from "../measure";
import { TENANTS, tenantOf } from "./fixture";
import { Traffic, type TrafficTally } from "./traffic";

const DATABASE = "bench_retrofit";
const ROLES = { owner: "bench_owner", app: "bench_app" } as const;

/** Rows that are made in one statement. */
const BATCH = 500_000;

/** What the others wait for a lock at most, as an impatient application does. */
const PATIENCE = 1000;

/** Milliseconds of traffic without anything beside it, which the rest is compared with. */
const QUIET = 10_000;

/** The tenant of the others: the first of all, with one row in {@link TENANTS}. */
const TENANT = tenantOf(1);

/** Ways that stop everybody, each taken back: they show that the traffic does stop where a table is locked. */
const BLOCKING = [
  "CREATE INDEX ON app.orders (tenant_id)",
  "ALTER TABLE app.orders ALTER tenant_id SET NOT NULL",
];

/**
 * `palisade migration --keys` and the first update of RowSecurity on a live table of many rows, while two sessions of the
 * application read and write it without a pause.
 */
export async function benchRetrofit(rows: number, say: (line: string) => void): Promise<string> {
  const server = await startTestServer(18, {
    log_statement: "none",
    shared_buffers: "1GB",
    max_wal_size: "8GB",
    maintenance_work_mem: "256MB",
  });
  try {
    const settings = { ...server.settings, database: DATABASE, statementTimeout: 0 };
    await withSession(server.settings, async (session) => {
      for (const role of Object.values(ROLES)) await session.query(`CREATE ROLE ${role}`);
      await session.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLES.owner}`);
    });
    await withSession(settings, (session) => fill(session, rows, say));
    const machine = await machineLine(settings);
    const traffic = await Traffic.start(settings, {
      begin: [
        `SET ROLE ${ROLES.app}`,
        `SET app.tenant_id = '${TENANT}'`,
        `SET lock_timeout = '${PATIENCE}ms'`,
      ],
      read: (number) => [
        `SELECT note FROM app.orders WHERE tenant_id = '${TENANT}' AND id = ${ownRow(number, rows)}`,
      ],
      write: (number) => [
        `INSERT INTO app.orders VALUES (${rows + number}, '${TENANT}', 'written')`,
        `UPDATE app.orders SET note = 'changed' WHERE tenant_id = '${TENANT}' AND id = ${ownRow(number, rows)}`,
        `DELETE FROM app.orders WHERE tenant_id = '${TENANT}' AND id = ${rows + number}`,
      ],
    });
    try {
      const lines = await measure(settings, traffic, say);
      return report(rows, machine, lines);
    } finally {
      await traffic.end();
    }
  } finally {
    await server.stop();
  }
}

/** What was done, how long it took, and how the others fared meanwhile. */
interface Line extends TrafficTally {
  readonly what: string;
  readonly part: "quiet" | "blocking" | "migration" | "update";
  readonly took: number;
}

async function measure(
  settings: ConnectionSettings,
  traffic: Traffic,
  say: (line: string) => void,
): Promise<readonly Line[]> {
  const lines: Line[] = [];
  const during = async (part: Line["part"], what: string, work: () => Promise<unknown>) => {
    traffic.take();
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    // Whoever waits for what was done now ends a moment later, and counts as well.
    await sleep(PATIENCE);
    const line = { what, part, took, ...traffic.take() };
    say(`  ${(took / 1000).toFixed(1)} s, others waited ${line.longest.toFixed(0)} ms at most: ${what}`);
    lines.push(line);
  };
  const session = await connect(settings);
  try {
    await during("quiet", "nothing", () => sleep(QUIET));
    for (const sql of BLOCKING) await during("blocking", sql, () => takenBack(session, sql));
    const migration = migrationOf(await readDatabaseModel(session, { schemas: ["app"], columns: true }), {
      columns: ["tenant_id"],
      keys: true,
    });
    if (migration.left.length > 0) throw new Error(migration.left.join("\n"));
    for (const sql of migrationStatements(migration)) {
      if (sql.startsWith("SET ")) await session.query(sql);
      else await during("migration", sql, () => session.query(sql));
    }
    await during("update", "the first update of RowSecurity", () => protect(settings));
    return lines;
  } finally {
    await session.end();
  }
}

async function takenBack(session: Session, sql: string): Promise<void> {
  await session.query("BEGIN");
  await session.query(sql);
  await session.query("ROLLBACK");
}

async function protect(settings: ConnectionSettings): Promise<void> {
  const { intent, problems } = parseRowSecurity({
    database: DATABASE,
    schemas: ["app"],
    owner: ROLES.owner,
    tenantRoles: [ROLES.app],
  });
  if (intent === undefined) throw new Error(JSON.stringify(problems));
  await converge(settings, async (session) =>
    planRowSecurity(intent, await readDatabaseModel(session, { schemas: ["app"], columns: true })),
  );
}

/** A row of the others' tenant, another one each time. */
function ownRow(number: number, rows: number): number {
  return 1 + ((number * 7919) % Math.floor(rows / TENANTS)) * TENANTS;
}

async function fill(session: Session, rows: number, say: (line: string) => void): Promise<void> {
  await session.query(`SET ROLE ${ROLES.owner}`);
  await session.query("CREATE SCHEMA app");
  await session.query("CREATE TABLE app.orders (id bigint NOT NULL, tenant_id uuid, note text NOT NULL)");
  for (let from = 1; from <= rows; from += BATCH) {
    say(`  row ${from} of ${rows}`);
    await session.query(
      `INSERT INTO app.orders SELECT n, lpad(to_hex(1 + (n - 1) % ${TENANTS}), 32, '0')::uuid, md5(n::text)
         FROM generate_series(${from}::bigint, ${Math.min(from + BATCH - 1, rows)}) AS n`,
    );
  }
  await session.query("ALTER TABLE app.orders ADD PRIMARY KEY (id)");
  await session.query(`GRANT USAGE ON SCHEMA app TO ${ROLES.app}`);
  await session.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON app.orders TO ${ROLES.app}`);
  await session.query("RESET ROLE");
  await session.query("VACUUM (ANALYZE) app.orders");
}

function report(rows: number, machine: string, lines: readonly Line[]): string {
  const most = (part: Line["part"]) =>
    Math.max(...lines.filter((line) => line.part === part).map(({ longest }) => longest));
  const ours = lines.filter(({ part }) => part === "migration" || part === "update");
  const sum = (key: "refused" | "blind") => ours.reduce((total, line) => total + line[key], 0);
  const longest = Math.max(most("migration"), most("update"));
  const [quiet] = lines;
  return [
    `## A live table of ${new Intl.NumberFormat("en").format(rows)} rows is made fit and protected`,
    "",
    `${machine}. Two sessions of the application, one that reads and one that writes, work without a pause, each with lock_timeout = ${PATIENCE} ms.`,
    "",
    table(lines.map(row)),
    "",
    table([
      {
        what: "longest wait of the others",
        values: {
          target: `≤ lock_timeout (${PATIENCE} ms)`,
          measured: `${longest.toFixed(0)} ms: ${(longest / PATIENCE).toFixed(2)} of it, ${(longest / (quiet?.longest ?? 0)).toFixed(1)} × the longest without us, ${(longest / most("blocking")).toFixed(3)} × that of the blocking way`,
          "": longest <= PATIENCE ? "pass" : "miss",
        },
      },
      {
        what: "refused by lock_timeout",
        values: { target: "0", measured: `${sum("refused")}`, "": sum("refused") === 0 ? "pass" : "miss" },
      },
      {
        what: "reads of the tenant's own row that did not find it",
        values: { target: "0", measured: `${sum("blind")}`, "": sum("blind") === 0 ? "pass" : "miss" },
      },
    ]),
  ].join("\n");
}

const PARTS: Readonly<Record<Line["part"], string>> = {
  quiet: "",
  blocking: "the blocking way, taken back: ",
  migration: "",
  update: "",
};

function row({ what, part, took, done, refused, longest }: Line): Row {
  return {
    what: `${PARTS[part]}${what.replace(/\s+/g, " ")}`,
    values: {
      took: `${(took / 1000).toFixed(1)} s`,
      "others' transactions": new Intl.NumberFormat("en").format(done),
      "their longest": `${longest.toFixed(0)} ms`,
      "refused by lock_timeout": `${refused}`,
    },
  };
}
