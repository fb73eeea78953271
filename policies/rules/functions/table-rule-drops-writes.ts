import { dropTableRule, tableRuleRef } from "../../checks/table-rule";
import { OWN_CODE } from "../../examples/not-made";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "table-rule-drops-writes",
  title: "A rule of a table drops writes without an error",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["rewriteRule"],
  about: "rules of tables (CREATE RULE)",
  why: "With DO INSTEAD NOTHING a write is thrown away, and whoever wrote is told that all went well: an audit trail, an order or a revocation is missing, and nobody knows since when. As a guard it does not hold: TRUNCATE, COPY, replication and the owner's DROP RULE go past it.",
  fix: "Drop the rule. Where nobody is to write, revoke the privilege; where some rows are not to be written, raise an error in a trigger.",
  withoutPalisade: OWN_CODE,
  references: [
    "https://www.postgresql.org/docs/current/sql-createrule.html",
    "https://www.postgresql.org/docs/current/rules-status.html",
  ],
  catalogue: ["S11"],
  check(rule) {
    if (!rule.enabled || !rule.instead || rule.runsStatements) return pass;
    const object = tableRuleRef(rule);
    const which = rule.conditional
      ? `each ${rule.event} that its condition holds for`
      : `every ${rule.event}`;
    return finding(
      locate(object, rule),
      `${displayObject(object)} drops ${which}, without an error`,
      dropTableRule(rule),
    );
  },
});
