import type { Verdict } from "./verdict";

/**
 * What a check said, as a list; `undefined` where it said nothing. Throws for what is no verdict: a rule of a user's own
 * may be plain JavaScript, and what the judge cannot read must be a failure of that rule, never a pass.
 */
export function verdictsOf(said: unknown): readonly Verdict[] | undefined {
  if (said === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(said) ? said : [said];
  for (const one of list) {
    const problem = problemOf(one);
    if (problem !== undefined) throw new TypeError(`its check returned ${problem}`);
  }
  return list as readonly Verdict[];
}

function problemOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null)
    return `${String(value)}: return finding(…), pass, notApplicable(…), unknown(…) or nothing`;
  if (value instanceof Promise)
    return "a promise: a check is a pure function that returns its verdict at once";
  const { verdict, object, message, fix, reason } = value as Record<string, unknown>;
  switch (verdict) {
    case "pass":
      return undefined;
    case "finding":
      if (typeof message !== "string") return "a finding whose message is no text";
      if (fix !== undefined && typeof fix !== "string") return "a finding whose fix is no text";
      return objectProblem(object);
    case "not applicable":
    case "unknown":
      if (typeof reason !== "string") return `the verdict ${JSON.stringify(verdict)} without a reason`;
      return object === undefined ? undefined : objectProblem(object);
    default:
      return "an object that is no verdict: use finding(…), pass, notApplicable(…) or unknown(…)";
  }
}

/** What an identity is made of, see `identityOf`. */
const NAMES = ["database", "schema", "name", "args", "column", "table", "objects", "grantee", "via", "part"];

/** The identity is part of every key, so it must be made of texts. */
function objectProblem(object: unknown): string | undefined {
  const parts = (object ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof parts["kind"] !== "string")
    return "an object without a kind: use a fact's own reference, or one such as roleRef(name)";
  const wrong = NAMES.find((name) => parts[name] !== undefined && typeof parts[name] !== "string");
  return wrong === undefined ? undefined : `a reference to a ${parts["kind"]} whose ${wrong} is no text`;
}
