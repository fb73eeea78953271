import { displayIdentifier } from "../../../postgres/sql/quote";
import { dropTableRule, tableRuleRef } from "../../checks/table-rule";
import { OWN_CODE } from "../../examples/not-made";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
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
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/rules-privileges.html",
    "https://www.postgresql.org/docs/current/rules-triggers.html",
  ],
  catalogue: ["S11"],
  check(rule) {
    if (!rule.enabled || !rule.runsStatements) return pass;
    const object = tableRuleRef(rule);
    const which = rule.conditional
      ? `each ${rule.event} that its condition holds for`
      : `every ${rule.event}`;
    const owner = rule.owner === undefined ? "the owner of the table" : displayIdentifier(rule.owner);
    return finding(
      locate(object, rule),
      `${displayObject(object)} runs statements of its own ${rule.instead ? "in place of" : "at"} ${which}, as ${owner}`,
      dropTableRule(rule),
    );
  },
});
