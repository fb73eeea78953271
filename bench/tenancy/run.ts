import { tenantToken } from "../../postgres/tenant-token/tenant-token";
import { machineLine } from "../machine";
import { median, type Row, table } from "../measure";
import { makeTenantFixture, ROLES, TENANTS, type TenantFixture, TOKEN_SETTING, tenantOf } from "./fixture";
import { latency } from "./pgbench";
import { MODES, type Mode, QUERIES, type Query, script } from "./queries";

/** What is compared: the first is the limit that the others are measured by. */
const VARIANTS = ["explicit WHERE", "default policy", "signed form"] as const;
type Variant = (typeof VARIANTS)[number];

const ROLE_OF: Readonly<Record<Variant, string>> = {
  "explicit WHERE": ROLES.bypass,
  "default policy": ROLES.app,
  "signed form": ROLES.signed,
};

/** Rounds, each with every variant of every query in turn, for another tenant. */
const ROUNDS = 7;

/** Seconds of one run. */
const SECONDS = 1;

/** What the default policy may cost: the median of all ratios, and the worst. */
const TARGET = { median: 1.05, worst: 1.2 } as const;

interface Cell {
  readonly query: Query;
  readonly mode: Mode;
  readonly times: Record<Variant, number[]>;
}

/** The default policy's cost for a session that has its tenant, against the same query with an explicit WHERE and no row security. */
export async function benchTenancy(rows: number, say: (line: string) => void): Promise<string> {
  say(`tenants: ${rows} rows`);
  const fixture = await makeTenantFixture(rows, say);
  try {
    const machine = await machineLine(fixture.settings);
    const cells = QUERIES.flatMap((query) =>
      MODES.map(
        (mode): Cell => ({
          query,
          mode,
          times: { "explicit WHERE": [], "default policy": [], "signed form": [] },
        }),
      ),
    );
    for (let round = 0; round < ROUNDS; round++) {
      say(`  round ${round + 1} of ${ROUNDS}`);
      for (const cell of cells) await measure(fixture, cell, round);
    }
    return report(rows, machine, cells);
  } finally {
    await fixture.server.stop();
  }
}

async function measure(fixture: TenantFixture, { query, mode, times }: Cell, round: number): Promise<void> {
  const tenant = 1 + ((round * 137) % TENANTS);
  // Whoever goes first finds another cache: each variant does so in every other round.
  for (const variant of round % 2 === 0 ? VARIANTS : [...VARIANTS].reverse()) {
    times[variant].push(
      await latency(fixture, {
        script: script(query, mode, variant === "explicit WHERE", fixture.rows, tenant),
        mode,
        role: ROLE_OF[variant],
        tenant,
        settings: {
          "app.tenant_id": tenantOf(tenant),
          [TOKEN_SETTING]: tenantToken({ ...fixture.signing, tenant: tenantOf(tenant), expiresIn: 600 }),
        },
        seconds: SECONDS,
      }),
    );
  }
}

/** The median of the rounds' ratios: both variants of a round met the same machine. */
function ratioOf({ times }: Cell, variant: Variant): number {
  const limits = times["explicit WHERE"];
  return median(times[variant].map((time, round) => time / (limits[round] ?? Number.NaN)));
}

function report(rows: number, machine: string, cells: readonly Cell[]): string {
  const lines = cells.map((cell): Row => {
    const limit = median(cell.times["explicit WHERE"]);
    return {
      what: `${cell.query.name}, ${cell.mode}`,
      values: {
        "explicit WHERE": `${limit.toFixed(0)} µs`,
        "default policy": `${ratioOf(cell, "default policy").toFixed(2)} ×`,
        "signed form": `${ratioOf(cell, "signed form").toFixed(2)} ×`,
      },
    };
  });
  const ratios = cells.map((cell) => ratioOf(cell, "default policy"));
  const [middle, worst] = [median(ratios), Math.max(...ratios)];
  const verdict = (value: number, limit: number) => ({
    target: `≤ ${limit.toFixed(2)} ×`,
    measured: `${value.toFixed(2)} ×`,
    " ": value <= limit ? "pass" : "miss",
  });
  return [
    `## Row security's cost at ${rows.toLocaleString("en-US")} rows`,
    `${machine}. ${TENANTS.toLocaleString("en-US")} tenants, two tables of that many rows, all in memory; ${ROUNDS} rounds of ${SECONDS} s a cell, the variants in turn.`,
    table(lines),
    table([
      { what: "default policy, median of all", values: verdict(middle, TARGET.median) },
      { what: "default policy, worst of all", values: verdict(worst, TARGET.worst) },
    ]),
  ].join("\n\n");
}
