/** `pulumi-palisade/pack`: a policy pack of your own, with Palisade's rules and yours. */
export { BASELINE } from "../packs/baseline/baseline";
export type { EnforcementLevel, PackConfig, RuleConfig } from "../packs/config";
export type { PackDefinition } from "../packs/make-pack";
export { type OwnPack, startPack } from "../packs/start-pack";
export { STRICT } from "../packs/strict/strict";
export { RULES, type RuleId } from "../rules";
