/** `pulumi-palisade/rules/testing`: what proves a rule of your own, with facts that no rule of Palisade objects to. */
export { judgeRule, type RuleJudgement } from "../judge-rule";
export { type DeclaredResource, readDeclaredFacts } from "../readers/declared";
export { declared } from "../testing/declared";
export * from "../testing/factories";
export { type FactsProof, proveRule } from "../testing/prove-rule";
