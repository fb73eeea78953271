/** The proof by attack: what the command line, the start script and a resource use. */
export { type Attack, FAMILIES, type Family } from "./attack";
export { ATTACKS } from "./attacks/index";
export { ProofError } from "./errors";
export type { Outcome } from "./judge";
export { renderProofJson } from "./render-json";
export { renderProofText, summaryLine } from "./render-text";
export {
  type AttackResult,
  type AttemptResult,
  exitStatus,
  type ProofReport,
  type Status,
  type Tally,
} from "./report";
export { type ProofOptions, runProof } from "./run";
export type { TableException } from "./scene/tenancy";
