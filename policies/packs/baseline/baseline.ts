import { isAtLeast } from "../../severity";
import type { PackDefinition } from "../make-pack";

/** The pack `baseline`: critical and high findings stop the update before it begins, the rest is advice. */
export const BASELINE: PackDefinition = {
  name: "palisade-baseline",
  displayName: "Palisade baseline",
  description: "Rejects insecure PostgreSQL declarations, whoever wrote them.",
  enforcement: (rule) => (isAtLeast(rule.severity, "high") ? "mandatory" : "advisory"),
};
