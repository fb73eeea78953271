import { identityOf, type ObjectRef } from "./facts/object-ref";
import type { Severity } from "./severity";

/** One thing that is not as it should be. */
export interface Finding {
  /** Rule and object: stable between runs, the same for a declaration and a live server. What waivers name. */
  readonly key: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly object: ObjectRef;
  readonly message: string;
  readonly fix: string;
  readonly references: readonly string[];
  readonly waived?: { readonly reason: string; readonly expires: string };
}

/** The key of a finding: `rls-not-forced:shop:table app.orders`. */
export function findingKey(rule: string, object: ObjectRef): string {
  return `${rule}:${identityOf(object)}`;
}
