import { performance } from "node:perf_hooks";
import { converge } from "../../postgres/apply/converge";
import { readDatabaseModel } from "../../postgres/catalog/read-model";
import { connect, type Session, withSession } from "../../postgres/connect/session";
import { parseRowSecurity } from "../../postgres/plan/tenancy/parse";
import { planRowSecurity } from "../../postgres/plan/tenancy/plan-row-security";
import { startTestServer } from "../../test/servers";
import { machineLine } from "../machine";
import { median, table } from "../measure";

const DATABASE = "bench_guard";
const ROLES = { owner: "bench_owner", app: "bench_app" } as const;

/** Statements of one measurement, each in a transaction that is taken back. */
const REPEATS = 25;

/** Rounds: the guard is on in every other half of each. */
const ROUNDS = 11;

/** A statement of a migration. */
interface Work {
  readonly what: string;
  readonly sql: string;
}

const TENANT_TABLE =
  "CREATE TABLE app.fresh (tenant_id uuid NOT NULL, id bigint, PRIMARY KEY (tenant_id, id))";

const WORK: readonly Work[] = [
  { what: "CREATE TABLE with the tenant column", sql: TENANT_TABLE },
  { what: "CREATE TABLE without it", sql: "CREATE TABLE app.fresh (id bigint PRIMARY KEY)" },
  {
    what: "ALTER TABLE … ADD COLUMN of a protected table",
    sql: "ALTER TABLE app.t1 ADD COLUMN more text",
  },
  { what: "CREATE INDEX of a protected table", sql: "CREATE INDEX ON app.t1 (tenant_id, note)" },
  {
    what: "ALTER TYPE of a type that no table is made of",
    sql: "ALTER TYPE app.pair ADD ATTRIBUTE c int",
  },
  { what: "DROP TABLE", sql: "DROP TABLE app.t1" },
];

/** The same end state by hand, which the guard's own protection is measured against. */
const BY_HAND = [
  `CREATE POLICY palisade_tenant ON app.fresh TO ${ROLES.app} USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))`,
  `CREATE POLICY palisade_owner ON app.fresh TO ${ROLES.owner} USING (true) WITH CHECK (true)`,
  "ALTER TABLE app.fresh ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
];

/** What the guard over new tables costs a DDL statement, beside the same statement without it, in one run. */
export async function benchGuard(tables: number, say: (line: string) => void): Promise<string> {
  const server = await startTestServer(18, { log_statement: "none" });
  try {
    say(`making ${tables} tenant tables`);
    await withSession(server.settings, async (session) => {
      for (const role of Object.values(ROLES)) await session.query(`CREATE ROLE ${role}`);
      await session.query(`CREATE DATABASE ${DATABASE} OWNER ${ROLES.owner}`);
    });
    const settings = { ...server.settings, database: DATABASE };
    await withSession(settings, async (session) => {
      await session.query(`SET ROLE ${ROLES.owner}`);
      await session.query("CREATE SCHEMA app");
      await session.query("CREATE TYPE app.pair AS (a int, b int)");
      for (let at = 1; at <= tables; at++)
        await session.query(
          `CREATE TABLE app.t${at} (tenant_id uuid NOT NULL, id bigint, note text, PRIMARY KEY (tenant_id, id))`,
        );
    });
    const { intent, problems } = parseRowSecurity({
      database: DATABASE,
      schemas: ["app"],
      owner: ROLES.owner,
      tenantRoles: [ROLES.app],
      guard: "protect",
    });
    if (intent === undefined) throw new Error(JSON.stringify(problems));
    await converge(settings, async (session) =>
      planRowSecurity(intent, await readDatabaseModel(session, { schemas: ["app"], columns: true })),
    );
    const session = await connect(settings);
    try {
      return await measure(session, tables, await machineLine(settings), say);
    } finally {
      await session.end();
    }
  } finally {
    await server.stop();
  }
}

async function measure(
  session: Session,
  tables: number,
  machine: string,
  say: (line: string) => void,
): Promise<string> {
  const triggers = (await session.rows("SELECT evtname FROM pg_catalog.pg_event_trigger")).flat() as string[];
  const times = WORK.map(() => ({ off: [] as number[], on: [] as number[] }));
  const byHand: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const state of round % 2 === 0 ? (["on", "off"] as const) : (["off", "on"] as const)) {
      for (const name of triggers)
        await session.query(`ALTER EVENT TRIGGER ${name} ${state === "on" ? "ENABLE ALWAYS" : "DISABLE"}`);
      for (const [at, work] of WORK.entries()) times[at]?.[state].push(await timed(session, [work.sql]));
      if (state === "off") byHand.push(await timed(session, [TENANT_TABLE, ...BY_HAND]));
    }
    say(`  round ${round} of ${ROUNDS}`);
  }
  const rows = WORK.map(({ what }, at) => {
    const [off, on] = [median(times[at]?.off ?? []), median(times[at]?.on ?? [])];
    return row(what, off, on);
  });
  const [first] = times;
  return [
    `## What the guard costs a DDL statement, with ${new Intl.NumberFormat("en").format(tables)} protected tables`,
    "",
    `${machine}. Medians of ${ROUNDS} rounds of ${REPEATS} statements, the guard on and off in turn.`,
    "",
    table([
      ...rows,
      row("the same protection by hand, four statements", median(byHand), median(first?.on ?? [])),
    ]),
  ].join("\n");
}

function row(what: string, off: number, on: number) {
  return {
    what,
    values: {
      "without the guard": milliseconds(off),
      "with it": milliseconds(on),
      "it costs": milliseconds(on - off),
      ratio: `${(on / off).toFixed(2)} ×`,
    },
  };
}

/** The median time of the statements, in milliseconds. */
async function timed(session: Session, statements: readonly string[]): Promise<number> {
  const taken: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    await session.query("BEGIN");
    await session.query(`SET LOCAL ROLE ${ROLES.owner}`);
    const began = performance.now();
    for (const sql of statements) await session.query(sql);
    taken.push(performance.now() - began);
    await session.query("ROLLBACK");
  }
  return median(taken);
}

function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}
