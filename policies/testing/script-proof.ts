import type { ScriptStepFact } from "../facts/scripts";
import type { Rule } from "../rule";
import { defineProof, type Example, type Proof } from "./proof";

type Step = Partial<ScriptStepFact> & Pick<ScriptStepFact, "step">;

/** What migrations may hold beside. */
const others = { schema: [], grant: [] };

/** The proof of a rule about the scripts of extensions: one step of a script, bad and mended, and a script of each. */
export function defineScriptProof(
  rule: Rule,
  steps: { bad: Step; fixed: Step; via: string; example: Omit<Example, "language"> },
): Proof {
  const bad: ScriptStepFact = { script: "shop--1.0.sql", extension: true, ...steps.bad };
  return defineProof({
    rule,
    world: "migrations",
    bad: { ...others, scriptStep: [bad] },
    fixed: { ...others, scriptStep: [{ ...bad, ...steps.fixed }] },
    notApplicable: { ...others, scriptStep: [{ ...bad, script: "1.sql", extension: false }] },
    key: `${rule.id}:script shop--1.0.sql via ${steps.via}`,
    live: { kind: "none", because: "a server does not keep the scripts that were run on it" },
    example: { language: "sql", ...steps.example },
  });
}
