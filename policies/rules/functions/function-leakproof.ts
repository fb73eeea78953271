import { OWN_CODE } from "../../examples/not-made";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "function-leakproof",
  title: "A function of the user's is believed not to tell anything",
  severity: "medium",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["function"],
  about: "functions whose promise to leak nothing is known",
  why: "LEAKPROOF lets the planner call the function on rows before the policy has looked at them. If it writes a message, fails for some values or is merely slow for them, rows of other tenants show.",
  fix: "Take the mark away; only functions that cannot fail and have no side effect deserve it.",
  withoutPalisade: OWN_CODE,
  references: ["https://www.postgresql.org/docs/current/rules-privileges.html"],
  catalogue: ["F12"],
  check(fact) {
    if (fact.leakproof === undefined) return undefined;
    if (!fact.leakproof) return pass;
    return finding(
      locate(fact.object, fact, "leakproof"),
      `${displayObject(fact.object)} is LEAKPROOF: it sees rows before the policies do`,
      `ALTER ${sqlObject(fact.object)} NOT LEAKPROOF;`,
    );
  },
});
