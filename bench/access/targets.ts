import { type Row, ratio, seconds } from "../measure";
import { peerCheck, WHAT } from "./names";
import type { Measured } from "./report";

/** What the 0.2 s for a plan from nothing were of the bare query's 0.114 s, where they were set: seconds do not compare between machines. */
const PLAN_TO_QUERY = 1.75;

/** A target, what was measured, and whether it was reached. */
function target(what: string, limit: string, measured: string, reached: boolean): Row {
  return { what, values: { target: limit, measured, "": reached ? "pass" : "miss" } };
}

/**
 * The targets at this number of tables. They are set for the core's own time; check and plan are held against them with
 * Node's start as well, all others only so. Those whose peer or limit is not there are left out.
 */
export function judge({ tables, samples, peers, refused }: Measured): Row[] {
  const large = tables > 1000;
  const check = samples.seconds(WHAT.check);
  const query = samples.seconds(WHAT.query);
  const core = samples.seconds(WHAT.checkCore);
  const most = large ? 1.5 : 2;
  const ours = [WHAT.check, WHAT.plan, WHAT.apply];
  const megabytes = Math.max(...ours.map((name) => samples.megabytes(name) ?? Number.NaN));
  const room = large ? 300 : 120;
  const rows = [
    target(
      "check without Node's start, against the bare catalog query",
      `≤ ${most} ×`,
      ratio(core / query),
      core / query <= most,
    ),
    target(
      "check, against the bare catalog query",
      `≤ ${most} ×`,
      ratio(check / query),
      check / query <= most,
    ),
    target(
      "peak memory of check, plan and apply",
      `${room} MB`,
      `${megabytes.toFixed(0)} MB`,
      megabytes <= room,
    ),
  ];
  const delta = peers.find((name) => name.startsWith("pg-delta"));
  if (!large) {
    if (delta !== undefined) {
      const faster = samples.seconds(peerCheck(delta)) / check;
      rows.push(target("check, against pg-delta's", "≥ 4 × faster", `${ratio(faster)} faster`, faster >= 4));
    }
    for (const name of ["planCore", "plan"] as const) {
      const plan = samples.seconds(WHAT[name]);
      rows.push(target(WHAT[name].replace("ours: ", ""), "≤ 0.2 s", seconds(plan), plan <= 0.2));
    }
    const planned = samples.seconds(WHAT.planCore) / query;
    rows.push(
      target(
        "plan from nothing without Node's start, against the bare catalog query",
        `≤ ${PLAN_TO_QUERY} ×`,
        ratio(planned),
        planned <= PLAN_TO_QUERY,
      ),
    );
    const toSingle = samples.seconds(WHAT.apply) / samples.seconds(WHAT.single);
    rows.push(target("apply, against psql statement by statement", "< 1 ×", ratio(toSingle), toSingle < 1));
  } else {
    const found = refused === 0 ? "nothing" : `${refused} problems`;
    rows.push(target("refused", "nothing", found, refused === 0));
  }
  return rows.filter(({ values }) => !/NaN/.test(values["measured"] ?? ""));
}
