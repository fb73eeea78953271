import type { FactsByType } from "../facts/facts";
import { judgeRule, type RuleJudgement } from "../judge-rule";
import type { Rule } from "../rule";
import { countDifferences } from "./difference";

/** The day on which proofs take place that do not say another. */
export const PROOF_DAY = new Date("2026-12-01T12:00:00Z");

/** The three proofs on facts: what is bad is found, one change mends it, and the rule knows where it has nothing to say. */
export interface FactsProof {
  readonly rule: Rule;
  /** @default "server" */
  readonly world?: "server" | "declaration" | "migrations";
  /** @default a day in December 2026 */
  readonly now?: Date;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly bad: FactsByType;
  /** Differs from `bad` in one value, or in one element more or less. */
  readonly fixed: FactsByType;
  readonly notApplicable: FactsByType;
  /** The key of the finding in `bad`. */
  readonly key: string;
}

/** One state of a proof. */
export type ProofState = "bad" | "fixed" | "notApplicable";

/** What is not as it should be in one state of a proof, each a sentence; empty where the rule is proven there. */
export function proofProblems(proof: FactsProof, state: ProofState): string[] {
  const judgement = judgeBy(proof, proof[state]);
  const problems = judgement.unknown.map(({ reason }) => `it is undecided: ${reason}`);
  const keys = judgement.findings.map(({ key }) => key);
  const expected = state === "bad" ? [proof.key] : [];
  if (JSON.stringify(keys) !== JSON.stringify(expected))
    problems.push(`it finds ${listed(keys)} and should find ${listed(expected)}`);
  switch (state) {
    case "bad":
      return [...problems, ...judgement.findings.flatMap(textProblems)];
    case "fixed":
      if (judgement.notApplicable !== undefined)
        problems.push(`it is not applicable, which proves nothing: ${judgement.notApplicable}`);
      return [...problems, ...differenceProblems(proof)];
    case "notApplicable":
      if (keys.length === 0 && problems.length === 0 && !/\w+ \w+/.test(judgement.notApplicable ?? ""))
        problems.push("it passes, and should say why it does not apply");
      return problems;
    default:
      return state satisfies never;
  }
}

/** Proves a rule in all three states. Throws an error that says of each state what is not as it should be. */
export function proveRule(proof: FactsProof): void {
  const problems = (["bad", "fixed", "notApplicable"] as const).flatMap((state) =>
    proofProblems(proof, state).map((problem) => `${proof.rule.id}, ${state}: ${problem}`),
  );
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function judgeBy(proof: FactsProof, facts: FactsByType): RuleJudgement {
  return judgeRule(
    proof.rule,
    { world: proof.world ?? "server", facts },
    proof.now ?? PROOF_DAY,
    proof.options ?? {},
  );
}

function textProblems({ message, fix }: { readonly message: string; readonly fix: string }): string[] {
  return [
    ...(/undefined|\[object|\.$/.test(message)
      ? [`its message ends with a stop, or has a value that is no text: ${message}`]
      : []),
    ...(/undefined|\[object/.test(fix) ? [`its fix has a value that is no text: ${fix}`] : []),
  ];
}

function differenceProblems({ bad, fixed }: FactsProof): string[] {
  const count = countDifferences(bad, fixed);
  return count === 1 ? [] : [`bad and fixed must differ by one change, and differ by ${count}`];
}

function listed(keys: readonly string[]): string {
  return keys.length === 0 ? "nothing" : keys.join(", ");
}
