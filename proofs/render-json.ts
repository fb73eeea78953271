import { inertJson } from "../postgres/inert";
import type { AttackResult, AttemptResult, ProofReport } from "./report";

/**
 * The proof as JSON, version 1: `schemaVersion`, `tool`, `target`, `attackers`, `excepted`, `summary`, `attacks`. Every attack has
 * its texts, its `outcome` and all of its attempts; docs/guides/proof.md describes each field.
 */
export function renderProofJson(report: ProofReport, version: string): string {
  const document = {
    schemaVersion: 1,
    tool: { name: "palisade", version },
    target: report.target,
    attackers: report.attackers,
    excepted: report.excepted,
    summary: { attacks: report.attackTally, attempts: report.attemptTally },
    attacks: report.attacks.map(attackJson),
  };
  return `${inertJson(JSON.stringify(document, null, 2))}\n`;
}

function attackJson({
  id,
  title,
  family,
  severity,
  status,
  reason,
  why,
  defence,
  fix,
  attempts,
}: AttackResult) {
  return {
    id,
    title,
    family,
    severity,
    outcome: status,
    ...(reason === undefined ? {} : { reason }),
    why,
    defence,
    fix,
    attempts: attempts.map(attemptJson),
  };
}

function attemptJson({ role, target, outcome: { status, ...said } }: AttemptResult) {
  return {
    ...(role === undefined ? {} : { role }),
    ...(target === undefined ? {} : { object: target }),
    outcome: status,
    ...said,
  };
}
