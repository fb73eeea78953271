import { isTrustedPath, leftAlone, SCRIPT_OPTIONS, scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-name-unqualified",
  title: "A script that runs with others' rights writes a name without its schema",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep", "schema", "grant"],
  about: "names without a schema in scripts",
  why: "Whoever may create in a schema of the search path puts a function, operator or table there that fits better, and the script runs it with the rights of a superuser.",
  fix: "Begin the script with SET search_path = pg_catalog, pg_temp, or write the schema: pg_catalog.lower(x), a OPERATOR(pg_catalog.=) b.",
  withoutPalisade: MIGRATION,
  references: ["https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-SECURITY"],
  catalogue: ["F08"],
  options: SCRIPT_OPTIONS,
  check(fact, { facts, options }) {
    const { step, script, path } = fact;
    if (step.kind !== "name") return undefined;
    const alone = leftAlone(fact, options);
    if (alone !== undefined) return alone;
    if (isTrustedPath(path, facts, options.trusted)) return pass;
    return finding(
      scriptRef(script, step.name),
      `${script} names the ${step.of} ${step.name} without its schema, under a search path in which others may create`,
    );
  },
});
