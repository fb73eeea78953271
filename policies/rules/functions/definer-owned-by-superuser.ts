import { displayIdentifier } from "../../../postgres/sql/quote";
import { OWNED_OBJECTS } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";
import { sqlObject } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "definer-owned-by-superuser",
  title: "A function runs with a superuser's rights for others",
  severity: "high",
  topic: "functions",
  scope: "object",
  world: "server",
  facts: ["function", "role", "membership"],
  about: "functions that run as their owner",
  why: "A mistake in the function, a name that is found elsewhere or a text that becomes a statement, gives its caller everything: other databases, the server's files, its programs.",
  fix: "Give the function to a role that has just what it needs.",
  palisade: OWNED_OBJECTS,
  references: ["https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY"],
  catalogue: ["F04"],
  check(fact, { facts }) {
    if (fact.owner === undefined || !known(fact.securityDefiner)) return undefined;
    if (roleGraph(facts).role(fact.owner)?.superuser !== true) return pass;
    return finding(
      locate(fact.object, fact, "securityDefiner", "owner"),
      `${displayObject(fact.object)} runs as the superuser ${displayIdentifier(fact.owner)}`,
      `ALTER ${sqlObject(fact.object)} SECURITY INVOKER; -- or give it to a role that has just what it needs: OWNER TO`,
    );
  },
});
