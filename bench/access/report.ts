import { median, memory, type Row, ratio, type Samples, seconds, spread, table } from "../measure";
import { peerApply, peerCheck, peerPlan, WHAT } from "./names";
import type { Done } from "./order";
import type { Missing } from "./peer";
import { judge } from "./targets";

/** Everything that a run came to. */
export interface Measured {
  readonly tables: number;
  readonly machine: string;
  readonly rounds: { readonly checks: number; readonly updates: number };
  readonly samples: Samples;
  readonly phases: readonly Done[];
  readonly statements: { readonly ours: number; readonly single: number; readonly compacted: number };
  /** Problems for which our core refused the declaration or its plan. */
  readonly refused: number;
  readonly peers: readonly string[];
  readonly missing: readonly Missing[];
}

/** The measurements, what a check is made of, and the targets, as Markdown. */
export function report(measured: Measured): string {
  const { tables, machine, rounds, samples, statements, peers } = measured;
  const head = [
    `## Access at ${tables.toLocaleString("en-US")} tables`,
    `${machine}. Checks ${rounds.checks} rounds, updates ${rounds.updates}, everything in turn within a round. From nothing to the end state: ${statements.ours} statements of ours, ${statements.single} one by one, ${statements.compacted} compacted.`,
  ];
  const checks = [WHAT.check, WHAT.checkCore, WHAT.checkPrivileges, ...peers.map(peerCheck)];
  const plans = [WHAT.plan, WHAT.planCore, ...peers.map(peerPlan)];
  const updates = [WHAT.compacted, WHAT.apply, WHAT.applyStatements, ...peers.map(peerApply)];
  const rows: Row[] = [
    ...[WHAT.login, WHAT.queryInside, WHAT.query].map((name) => row(samples, name)),
    ...checks.map((name) => row(samples, name, WHAT.query, "the bare query")),
    ...plans.map((name) => row(samples, name, WHAT.query, "the bare query")),
    row(samples, WHAT.single),
    ...updates.map((name) => row(samples, name, WHAT.single, "statement by statement")),
  ].filter(({ values }) => values["median"] !== undefined);
  const missing = measured.missing.map(
    ({ name, missing: why }): Row => ({ what: name, values: { median: `not measured: ${why}` } }),
  );
  return [
    ...head,
    table([...rows, ...missing]),
    "What our check consists of (medians):",
    table(phaseRows(measured.phases)),
    table(judge(measured)),
  ].join("\n\n");
}

function row(samples: Samples, name: string, limit?: string, limitName?: string): Row {
  const times = samples.times(name);
  if (times.length === 0) return { what: name, values: {} };
  const times_ = samples.seconds(name) / (limit === undefined ? Number.NaN : samples.seconds(limit));
  return {
    what: name,
    values: {
      median: seconds(samples.seconds(name)),
      "min–max": spread(times),
      "peak memory": memory(samples.megabytes(name)),
      ratio: Number.isNaN(times_) ? "" : `${ratio(times_)} ${limitName}`,
    },
  };
}

function phaseRows(phases: readonly Done[]): Row[] {
  const part = (what: string, from: (done: Done) => number, to: (done: Done) => number): Row => ({
    what,
    values: { seconds: seconds(median(phases.map((done) => to(done) - from(done)))) },
  });
  return [
    part(
      "Node's start",
      () => 0,
      ({ up }) => up,
    ),
    part(
      "loading our code, with V8's code cache",
      ({ up }) => up,
      ({ loaded }) => loaded,
    ),
    part(
      "connecting: TLS, SCRAM, BEGIN",
      ({ loaded }) => loaded,
      ({ connected }) => connected ?? Number.NaN,
    ),
    part(
      "reading the catalog",
      ({ connected }) => connected ?? Number.NaN,
      ({ read }) => read ?? Number.NaN,
    ),
    part(
      "expanding and comparing",
      ({ read }) => read ?? Number.NaN,
      ({ planned }) => planned ?? Number.NaN,
    ),
    part(
      "ROLLBACK",
      ({ planned }) => planned ?? Number.NaN,
      ({ end }) => end,
    ),
  ];
}
