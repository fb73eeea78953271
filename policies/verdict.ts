import type { ObjectRef } from "./facts/object-ref";

/** What a rule says of one object. A rule that does not speak about the object at all says nothing (`undefined`). */
export type Verdict =
  | { readonly verdict: "pass" }
  | {
      readonly verdict: "finding";
      readonly object: ObjectRef;
      /** What is wrong with this very object, one sentence without its closing stop. */
      readonly message: string;
      /** What mends this very object, where that is more exact than the rule's own text. */
      readonly fix?: string;
    }
  | { readonly verdict: "not applicable"; readonly reason: string }
  | { readonly verdict: "unknown"; readonly object?: ObjectRef; readonly reason: string };

/** The object is as it should be. */
export const pass: Verdict = { verdict: "pass" };

/** The object is not as it should be. */
export function finding(object: ObjectRef, message: string, fix?: string): Verdict {
  return { verdict: "finding", object, message, ...(fix === undefined ? {} : { fix }) };
}

/** The rule speaks about such objects, but not about this one, and this is why. */
export function notApplicable(reason: string): Verdict {
  return { verdict: "not applicable", reason };
}

/** It cannot be decided, and this is why. */
export function unknown(reason: string, object?: ObjectRef): Verdict {
  return { verdict: "unknown", reason, ...(object === undefined ? {} : { object }) };
}
