import type { PolicyPackArgs } from "@pulumi/policy";
import { RULES } from "../../rules";
import { isAtLeast } from "../../severity";
import type { PackConfig } from "../config";
import { makePolicies, type PackParts } from "../policies";

/** The name of the pack, as the engine shows it. */
export const BASELINE_NAME = "palisade-baseline";

/** What {@link baseline} takes beside the configuration. */
export type BaselineOptions = Pick<PackParts, "undecided" | "now">;

/**
 * The pack `baseline`, ready to be given to `new PolicyPack(name, args, initialConfig)`: critical and high findings stop
 * the update before it begins, the rest is advice.
 */
export function baseline(config: PackConfig, options: BaselineOptions) {
  const { policies, initialConfig } = makePolicies({
    rules: RULES,
    enforcement: (rule) => (isAtLeast(rule.severity, "high") ? "mandatory" : "advisory"),
    config,
    ...options,
  });
  const args: PolicyPackArgs = {
    displayName: "Palisade baseline",
    description: "Rejects insecure PostgreSQL declarations, whoever wrote them.",
    enforcementLevel: "advisory",
    tags: ["postgresql", "security"],
    policies,
  };
  return { args, initialConfig };
}
