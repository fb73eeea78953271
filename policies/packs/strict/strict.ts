import type { PackDefinition } from "../make-pack";

/** The pack `strict`: every finding stops the update before it begins, but for what is mere information. */
export const STRICT: PackDefinition = {
  name: "palisade-strict",
  displayName: "Palisade strict",
  description: "Rejects every PostgreSQL declaration that any rule objects to, whoever wrote it.",
  enforcement: (rule) => (rule.severity === "info" ? "advisory" : "mandatory"),
};
