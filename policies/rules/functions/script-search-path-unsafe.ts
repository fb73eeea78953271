import { isTrustedPath, leftAlone, SCRIPT_OPTIONS, scriptRef } from "../../checks/scripts";
import { MIGRATION } from "../../examples/not-made";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "script-search-path-unsafe",
  title: "A script that runs with others' rights sets a search path in which others may create",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "migrations",
  facts: ["scriptStep", "schema", "grant"],
  about: "statements that set search_path in scripts",
  why: "From there on every name without a schema, operators and types of casts too, may be one that somebody else has put there.",
  fix: "Set search_path to pg_catalog, schemas that the script makes itself, and pg_temp as the last one.",
  withoutPalisade: MIGRATION,
  references: ["https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS"],
  catalogue: ["F10"],
  options: SCRIPT_OPTIONS,
  check(fact, { facts, options }) {
    const { step, script } = fact;
    if (step.kind !== "search path") return undefined;
    const alone = leftAlone(fact, options);
    if (alone !== undefined) return alone;
    if (isTrustedPath(step.to, facts, options.trusted)) return pass;
    const to = step.to === undefined ? "its default" : step.to.join(", ") || "nothing";
    return finding(
      scriptRef(script, to),
      `${script} sets search_path to ${to}, where others may create, or without pg_temp at its end`,
      "SET search_path = pg_catalog, pg_temp;",
    );
  },
});
