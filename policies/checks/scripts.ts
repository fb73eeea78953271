import { privilegeSet } from "../../postgres/model/privileges";
import { type Facts, factsOf } from "../facts/facts";
import { known } from "../facts/maybe";
import type { ObjectRef } from "../facts/object-ref";
import { isLowTrust } from "../facts/role-graph";
import type { ScriptStepFact } from "../facts/scripts";
import type { OptionSpecs, OptionValues } from "../option";
import { notApplicable, type Verdict } from "../verdict";

/** The options of rules about scripts. Without them only scripts of extensions are judged: other migrations run as an owner. */
export const SCRIPT_OPTIONS = {
  scripts: {
    type: "strings",
    default: [],
    description: "Files or folders whose scripts run with a superuser's rights; * for all.",
  },
  trusted: {
    type: "strings",
    default: [],
    description: "Schemas in which nobody but the script's own role may create anything.",
  },
} as const satisfies OptionSpecs;

/** Why a script is left alone, or `undefined` where it is to be judged. */
export function leftAlone(
  { script, extension }: ScriptStepFact,
  { scripts }: OptionValues<typeof SCRIPT_OPTIONS>,
): Verdict | undefined {
  const named = scripts.some(
    (one) => one === "*" || one === script || script.startsWith(`${one.replace(/\/$/, "")}/`),
  );
  return extension || named
    ? undefined
    : notApplicable("there is no script of an extension, and the option scripts names none");
}

/** A script, or what stands in it. */
export function scriptRef(script: string, via?: string): ObjectRef {
  return { kind: "script", name: script, ...(via === undefined ? {} : { via }) };
}

const ALWAYS: ReadonlySet<string> = new Set(["pg_catalog", "pg_temp", "information_schema"]);
const CREATE = privilegeSet(["CREATE"]);

/** True for a schema that the files make themselves, or that an option names, and that nobody else may create in. */
export function isTrustedSchema(schema: string, facts: Facts, trusted: readonly string[]): boolean {
  if (ALWAYS.has(schema) || trusted.includes(schema)) return true;
  const found = factsOf(facts, "scriptStep").some(
    ({ step }) => step.kind === "takes over" && step.object.kind === "schema" && step.object.name === schema,
  );
  const opened = factsOf(facts, "grant").some(
    (grant) =>
      grant.object.kind === "schema" &&
      grant.object.name === schema &&
      (known(grant.privileges) & CREATE) !== 0 &&
      isLowTrust(grant, facts),
  );
  return !found && !opened && factsOf(facts, "schema").some(({ name }) => name === schema);
}

/** True for a search path in which nobody can put anything, temporary objects at its end. */
export function isTrustedPath(
  path: readonly string[] | undefined,
  facts: Facts,
  trusted: readonly string[],
): boolean {
  if (path === undefined) return false;
  return (
    (path.length === 0 || path.at(-1) === "pg_temp") &&
    path.every(
      (schema, at) =>
        (schema !== "pg_temp" || at === path.length - 1) && isTrustedSchema(schema, facts, trusted),
    )
  );
}
