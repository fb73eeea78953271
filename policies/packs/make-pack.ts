import type { PolicyPackArgs, PolicyPackConfig } from "@pulumi/policy";
import type { Rule } from "../rule";
import type { EnforcementLevel } from "./config";
import { makePolicies, type PackParts } from "./policies";

/** What tells one pack from another: the rules are the same. */
export interface PackDefinition {
  /** The name of the pack, as the engine shows it. */
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  /** What happens where a rule finds something, unless the configuration says otherwise. */
  readonly enforcement: (rule: Rule) => EnforcementLevel;
}

/** What {@link makePack} takes beside the definition. */
export type PackOptions = Pick<PackParts, "rules" | "config" | "undecided" | "now">;

/** A pack, ready to be given to `new PolicyPack(name, args, initialConfig)`. */
export function makePack(
  definition: PackDefinition,
  options: PackOptions,
): { readonly args: PolicyPackArgs; readonly initialConfig: PolicyPackConfig } {
  const { policies, initialConfig } = makePolicies({
    enforcement: definition.enforcement,
    ...options,
  });
  const args: PolicyPackArgs = {
    displayName: definition.displayName,
    description: definition.description,
    enforcementLevel: "advisory",
    tags: ["postgresql", "security"],
    policies,
  };
  return { args, initialConfig };
}
