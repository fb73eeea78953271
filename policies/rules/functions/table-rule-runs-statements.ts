import { displayIdentifier } from "../../../postgres/sql/quote";
import { displayObject, type ObjectRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "table-rule-runs-statements",
  title: "A rule of a table runs statements with its owner's rights",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["rewriteRule"],
  about: "rules of tables (CREATE RULE)",
  why: "Whoever writes to the table also runs the rule's statements, with the rights of the table's owner, and sees nothing of it. That is how rows are copied elsewhere unnoticed, and how a write is turned into another.",
  fix: "Drop the rule; where something has to happen at every write, a trigger shows in psql's \\d and runs with the writer's rights.",
  references: [
    "https://www.postgresql.org/docs/current/rules-privileges.html",
    "https://www.postgresql.org/docs/current/rules-triggers.html",
  ],
  catalogue: ["S11"],
  check(rule) {
    if (!rule.enabled || !rule.runsStatements) return pass;
    const { database, name, table, owner, event } = rule;
    const object: ObjectRef = { kind: "rule", database, schema: table.schema, table: table.name, name };
    return finding(
      locate(object, rule),
      `${displayObject(object)} runs statements of its own at every ${event}, as ${displayIdentifier(owner)}`,
      `DROP RULE ${sqlName(name)} ON ${sqlName(table.schema)}.${sqlName(table.name)};`,
    );
  },
});
