/** One transaction of the application: who it is for, what it writes, and how it ends. */
export interface Errand {
  /** Without one it is what a programmer forgot: a query beside the wrapper. It only reads. */
  readonly tenant?: string;
  /** After the write, an error of the application's own. */
  readonly fails: boolean;
}

/** What one errand saw of one tenant's rows. */
export interface Sight {
  readonly tenant: string;
  readonly rows: number;
  /** The server process that answered. */
  readonly process: number;
  /** The second setting, as the server has it. */
  readonly note: string | null;
}

/** What came of an {@link Errand}. */
export type Outcome =
  | { readonly ended: "committed" | "failed on purpose"; readonly saw: readonly Sight[] }
  /** The server refused: its SQLSTATE. */
  | { readonly ended: "refused"; readonly code: string };

/** A tenant's transaction that is begun while another tenant's is open. */
export interface Nesting {
  readonly outer: string;
  readonly inner: string;
  /** `anew`: by way of the pool, as the outer one was. `within`: the function is given the outer transaction itself. */
  readonly way: "anew" | "within";
  /** The inner transaction ends with an error of the application's own. */
  readonly fails: boolean;
}

/** What the transactions of a {@link Nesting} saw. */
export interface Nested {
  readonly before: readonly Sight[];
  /** In the inner one; `null` where it was refused. */
  readonly inner: readonly Sight[] | null;
  /** In the outer one, after the inner one has ended. */
  readonly after: readonly Sight[];
}

/** An application that is made with one library, and does errands as its users come. */
export interface Application {
  do(errand: Errand): Promise<Outcome>;
  nest(nesting: Nesting): Promise<Nested>;
  close(): Promise<void>;
}

/** What every errand reads: whose rows are there at all. */
export const READ = `SELECT tenant_id::text AS tenant, count(*)::int AS rows, pg_backend_pid() AS process,
  current_setting('app.note', true) AS note FROM app.orders GROUP BY 1`;

/** What every transaction sets: the tenant, and a second value that would break out of any statement that it is pasted into. */
export function settingsOf(tenant: string): Record<string, string> {
  return { "app.tenant_id": tenant, "app.note": `'); "note" of ${tenant} \\ $1 %s :x -- ` };
}

/** What was counted over all errands. */
export interface Tally {
  /** Transactions made. */
  readonly made: number;
  /** Transactions that saw a row of another tenant, or any row where they were for nobody. */
  readonly leaks: number;
  /** Transactions of a tenant that did not see its own rows as they must be. */
  readonly missing: number;
  /** Transactions that the server refused, by SQLSTATE. */
  readonly refused: Readonly<Record<string, number>>;
  /** Transactions that the application broke off. */
  readonly failed: number;
  /** Transactions for nobody. */
  readonly forNobody: number;
  /** How many rows each tenant must have at the end. */
  readonly rows: ReadonlyMap<string, number>;
  /** The tenants that each server process served. */
  readonly served: ReadonlyMap<number, ReadonlySet<string>>;
}

/** How {@link interleave} works. */
export interface Traffic {
  readonly tenants: readonly string[];
  /** Rows that each tenant has before. */
  readonly before: ReadonlyMap<string, number>;
  readonly transactions: number;
  /** Transactions under way at the same time. @default 32 */
  readonly concurrency?: number;
}

/** Of a hundred transactions so many are broken off, and so many are for nobody. */
const BROKEN_OFF = 10;
const FOR_NOBODY = 15;

/** Makes many transactions of all tenants at once and looks at what each of them saw. */
export async function interleave(application: Application, traffic: Traffic): Promise<Tally> {
  const { tenants, before, transactions, concurrency = 32 } = traffic;
  const committed = new Map(before);
  const begun = new Map(before);
  const served = new Map<number, Set<string>>();
  const refused: Record<string, number> = {};
  const tally = { made: 0, leaks: 0, missing: 0, failed: 0, forNobody: 0 };

  const one = async (number: number) => {
    // Spread over the numbers, so that neighbours are of different tenants and of different kinds.
    const kind = (number * 37) % 100;
    const tenant = tenants[(number * 17) % tenants.length] ?? "";
    const errand: Errand =
      kind < FOR_NOBODY ? { fails: false } : { tenant, fails: kind < FOR_NOBODY + BROKEN_OFF };
    const least = committed.get(tenant) ?? 0;
    if (errand.tenant !== undefined && !errand.fails) add(begun, tenant);
    const outcome = await application.do(errand);
    tally.made += 1;
    if (outcome.ended === "refused") {
      refused[outcome.code] = (refused[outcome.code] ?? 0) + 1;
      return;
    }
    if (outcome.saw.some((sight) => sight.tenant !== errand.tenant)) tally.leaks += 1;
    if (errand.tenant === undefined) {
      tally.forNobody += 1;
      return;
    }
    if (outcome.ended === "committed") add(committed, tenant);
    else tally.failed += 1;
    const own = outcome.saw.find((sight) => sight.tenant === tenant);
    if (own === undefined || !isWhole(own, least, begun.get(tenant) ?? 0)) tally.missing += 1;
    for (const { process } of outcome.saw) {
      const known = served.get(process) ?? new Set();
      served.set(process, known.add(tenant));
    }
  };

  let next = 0;
  const worker = async () => {
    while (next < transactions) await one(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { ...tally, refused, rows: committed, served };
}

/** A read sees at least what was committed before it began, and at most what has begun by now. */
function isWhole({ tenant, rows, note }: Sight, least: number, most: number): boolean {
  return rows >= least && rows <= most && note === settingsOf(tenant)["app.note"];
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The error with which an errand is broken off. */
export class OnPurpose extends Error {}

/** Runs an errand's transaction and says what came of it. */
export async function outcomeOf(
  work: (saw: (sights: readonly Sight[]) => void) => Promise<void>,
): Promise<Outcome> {
  let saw: readonly Sight[] = [];
  try {
    await work((sights) => {
      saw = sights;
    });
    return { ended: "committed", saw };
  } catch (error) {
    if (error instanceof OnPurpose) return { ended: "failed on purpose", saw };
    const code = sqlstateOf(error);
    if (code === undefined) throw error;
    return { ended: "refused", code };
  }
}

/** Libraries wrap the driver's error, some of them twice. */
function sqlstateOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return undefined;
}
