import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWN_CODE } from "../../examples/not-made";
import { known } from "../../facts/maybe";
import { inDatabase } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "event-trigger-stranger",
  title: "Code of a stranger runs whenever somebody changes the schema",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["eventTrigger", "role", "membership", "database"],
  about: "event triggers that no extension brought",
  why: "An event trigger runs in the session, and with the rights, of whoever issues the statement: of a superuser too. Its owner, or the owner of its function, may write into it what they like.",
  fix: "Give trigger and function to the owner of the database or a superuser, or drop the trigger.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/event-triggers.html"],
  catalogue: ["S11"],
  options: { allowed: ALLOWED_ROLES },
  check(trigger, { facts, of, options }) {
    if (trigger.extension !== null || !trigger.enabled) return undefined;
    const owners = of("database").map(({ owner }) => owner);
    // Who runs a migration that makes an event trigger is trusted already.
    const trusted = (name: string | undefined) =>
      name === undefined ||
      roleGraph(facts).role(name)?.superuser === true ||
      owners.includes(name) ||
      options.allowed.includes(name);
    const writer = known(trigger.function.owner);
    if (trusted(trigger.owner) && trusted(writer)) return pass;
    const stranger = (trusted(trigger.owner) ? writer : trigger.owner) ?? "";
    return finding(
      locate({ kind: "event trigger", ...inDatabase(trigger.database), name: trigger.name }, trigger),
      `the event trigger ${displayIdentifier(trigger.name)} runs code of ${displayIdentifier(stranger)} in everybody's sessions`,
      `ALTER EVENT TRIGGER ${sqlName(trigger.name)} DISABLE;`,
    );
  },
});
