import { isTrustedPath, leftAlone, SCRIPT_OPTIONS, scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-lookup-implicit",
  title: "A script that runs with others' rights leaves a lookup to the search path that it cannot write out",
  severity: "low",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep", "schema", "grant"],
  about: "simple CASE and ALTER SEQUENCE without a schema in scripts",
  why: "CASE x WHEN y compares by whatever operator = the search path finds first, and the grammar has no place for its schema. ALTER SEQUENCE without one takes the first sequence of that name. Both may be others'.",
  fix: "Begin the script with SET search_path = pg_catalog, pg_temp, or write CASE WHEN x OPERATOR(pg_catalog.=) y, and the sequence with its schema.",
  withoutPalisade: MIGRATION,
  references: ["https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-SECURITY"],
  catalogue: ["F11"],
  options: SCRIPT_OPTIONS,
  check(fact, { facts, options }) {
    const { step, script, path } = fact;
    if (step.kind !== "implicit") return undefined;
    const alone = leftAlone(fact, options);
    if (alone !== undefined) return alone;
    if (isTrustedPath(path, facts, options.trusted)) return pass;
    return finding(
      scriptRef(script, step.name),
      `${script} leaves what ${step.name} works on to a search path in which others may create`,
    );
  },
});
