import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withSession } from "../../postgres/connect/session";
import { machineLine } from "../machine";
import { Samples } from "../measure";
import { BARE, type Fixture, makeFixture } from "./fixture";
import { peerApply, peerCheck, peerPlan, WHAT } from "./names";
import type { Done } from "./order";
import { makeOurs, type Ours } from "./ours";
import type { Missing, Peer } from "./peer";
import { pgDelta } from "./pg-delta";
import { pgroles } from "./pgroles";
import { findPsql, type Psql, type Scripts, writeScripts } from "./psql";
import { type Measured, report } from "./report";

/** How often: checks are cheap and near a limit, so they are repeated more than updates. */
interface Rounds {
  readonly checks: number;
  readonly updates: number;
}

/** The database that our declaration is true of. */
const CONVERGED = "bench_converged";

/** The database that each update has for itself. */
const WORK = "bench_work";

/** Ours, the peers and the limits on the same databases of one server, in turn. Prints progress by `say`. @returns the tables */
export async function benchAccess(
  tables: number,
  rounds: Rounds,
  say: (line: string) => void,
): Promise<string> {
  say(`access: creating ${tables} tables`);
  const fixture = await makeFixture(tables);
  const folder = mkdtempSync(join(tmpdir(), "palisade-bench-"));
  let ours: Ours | undefined;
  try {
    const machine = await machineLine(fixture.server.settings);
    ours = await makeOurs(fixture);
    await fixture.copy(BARE, CONVERGED);
    await ours.run(CONVERGED, "apply", "all");
    await withSession(fixture.settings(CONVERGED), (session) => session.query("VACUUM ANALYZE"));
    await fixture.copy(BARE, WORK);
    const psql = findPsql(fixture, folder);
    const scripts = await writeScripts(fixture, WORK);
    const candidates = [await pgDelta(fixture, folder, say), await pgroles(fixture, folder, say)];
    const peers = await Promise.all(
      candidates.filter(isPeer).map(async (peer) => ({ peer, database: await peer.converged(CONVERGED) })),
    );
    const bench = new Bench(fixture, ours, psql, scripts, peers);
    for (let round = 1; round <= rounds.checks; round++) {
      say(`access, ${tables} tables: checks, round ${round} of ${rounds.checks}`);
      await bench.checks();
    }
    for (let round = 1; round <= rounds.updates; round++) {
      say(`access, ${tables} tables: updates, round ${round} of ${rounds.updates}`);
      await bench.updates();
    }
    return report({
      tables,
      machine,
      rounds,
      samples: bench.samples,
      phases: bench.phases,
      refused: ours.refused(),
      statements: {
        ours: bench.statements,
        single: scripts.single.length,
        compacted: scripts.compacted.length,
      },
      peers: peers.map(({ peer }) => peer.name),
      missing: candidates.filter((candidate): candidate is Missing => !isPeer(candidate)),
    } satisfies Measured);
  } finally {
    ours?.remove();
    rmSync(folder, { recursive: true, force: true });
    await fixture.server.stop();
  }
}

function isPeer(candidate: Peer | Missing): candidate is Peer {
  return "check" in candidate;
}

class Bench {
  readonly samples = new Samples();
  /** What each check of ours says of itself. */
  readonly phases: Done[] = [];
  statements = 0;
  readonly #fixture: Fixture;
  readonly #ours: Ours;
  readonly #psql: Psql | undefined;
  readonly #scripts: Scripts;
  readonly #peers: readonly { readonly peer: Peer; readonly database: string }[];

  constructor(
    fixture: Fixture,
    ours: Ours,
    psql: Psql | undefined,
    scripts: Scripts,
    peers: readonly { readonly peer: Peer; readonly database: string }[],
  ) {
    this.#fixture = fixture;
    this.#ours = ours;
    this.#psql = psql;
    this.#scripts = scripts;
    this.#peers = peers;
  }

  async checks(): Promise<void> {
    if (this.#psql !== undefined) {
      this.samples.note(WHAT.login, await this.#psql.login(CONVERGED));
      const { whole, inside } = await this.#psql.query(CONVERGED);
      this.samples.note(WHAT.queryInside, inside);
      this.samples.note(WHAT.query, whole);
    }
    const all = await this.#checked("all");
    this.samples.note(WHAT.check, all);
    this.samples.note(WHAT.checkCore, core(all.done));
    this.phases.push(all.done);
    this.samples.note(WHAT.checkPrivileges, await this.#checked("privileges"));
    for (const { peer, database } of this.#peers)
      this.samples.note(peerCheck(peer.name), await peer.check(database));
  }

  async updates(): Promise<void> {
    await this.#fixture.copy(BARE, WORK);
    const plan = await this.#ours.run(WORK, "check", "all");
    this.samples.note(WHAT.plan, plan);
    this.samples.note(WHAT.planCore, core(plan.done));
    this.statements = plan.done.statements;
    const apply = await this.#ours.run(WORK, "apply", "all");
    this.samples.note(WHAT.apply, apply);
    this.samples.note(WHAT.applyStatements, { seconds: apply.done.statementSeconds ?? Number.NaN });
    // Outside of what is timed, as it is for psql's scripts.
    await this.#checked("all", WORK);
    if (this.#psql !== undefined) {
      for (const [what, script] of [
        [WHAT.single, this.#scripts.single],
        [WHAT.compacted, this.#scripts.compacted],
      ] as const) {
        await this.#fixture.copy(BARE, WORK);
        this.samples.note(what, await this.#psql.script(WORK, script));
        await this.#checked("all", WORK);
      }
    }
    for (const { peer, database } of this.#peers) {
      await this.#fixture.copy(BARE, WORK);
      this.samples.note(peerPlan(peer.name), await peer.plan(WORK, database));
      this.samples.note(peerApply(peer.name), await peer.apply(WORK));
    }
  }

  /** A check that must find nothing: otherwise two different things were measured. */
  async #checked(scope: "all" | "privileges", database = CONVERGED) {
    const result = await this.#ours.run(database, "check", scope);
    if (result.done.statements > 0)
      throw new Error(`${database} should be as declared, and ${result.done.statements} statements are left`);
    return result;
  }
}

function core({ loaded, end }: Done): { seconds: number } {
  return { seconds: end - loaded };
}
