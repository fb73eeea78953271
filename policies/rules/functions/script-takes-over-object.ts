import { isTrustedSchema, leftAlone, SCRIPT_OPTIONS, scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { displayObject } from "../../facts/object-ref";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-takes-over-object",
  title: "A script that runs with others' rights takes over what it finds under a name",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep", "schema", "grant"],
  about: "statements with OR REPLACE or IF NOT EXISTS in scripts",
  why: "Whoever makes the object first stays its owner: the script goes on with a table whose triggers, or a function whose body, that role changes when it likes.",
  fix: "Leave out OR REPLACE and IF NOT EXISTS, or create in a schema that the script makes itself.",
  withoutPalisade: MIGRATION,
  references: ["https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-SECURITY"],
  catalogue: ["F09"],
  options: SCRIPT_OPTIONS,
  check(fact, { facts, options }) {
    const { step, script } = fact;
    if (step.kind !== "takes over") return undefined;
    const alone = leftAlone(fact, options);
    if (alone !== undefined) return alone;
    const { schema } = step.object;
    if (schema !== undefined && isTrustedSchema(schema, facts, options.trusted)) return pass;
    const what = displayObject(step.object);
    return finding(
      scriptRef(script, what),
      `${step.statement} in ${script} leaves ${what} to whoever made it first`,
    );
  },
});
