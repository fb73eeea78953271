/** What is measured, as the tables name it. */
export const WHAT = {
  login: "psql: start and login",
  queryInside: "psql: the bare catalog query alone",
  query: "psql: the bare catalog query, with start and login",
  single: "psql: one transaction, statement by statement",
  compacted: "psql: one transaction, compacted",
  check: "ours: check, nothing to be done",
  checkCore: "ours: check, without Node's start",
  checkPrivileges: "ours: check, privileges alone",
  plan: "ours: plan from nothing",
  planCore: "ours: plan from nothing, without Node's start",
  apply: "ours: apply",
  applyStatements: "ours: apply, the statements alone",
} as const;

/** What a peer is measured at. */
export const peerCheck = (peer: string): string => `${peer}: check, nothing to be done`;
export const peerPlan = (peer: string): string => `${peer}: plan from nothing`;
export const peerApply = (peer: string): string => `${peer}: apply`;
