import { displayIdentifier } from "../../../postgres/sql/quote";
import { attributeOf, reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { isKnown } from "../../facts/maybe";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-member-of-bypassrls",
  title: "A login role can become a role that bypasses row-level security",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that row-level security binds",
  why: "BYPASSRLS is not inherited, but SET ROLE takes it on: one statement, and the session sees every tenant's rows.",
  fix: "Revoke the membership on the way to that role.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/ddl-rowsecurity.html",
    "https://www.postgresql.org/docs/current/role-membership.html",
  ],
  catalogue: ["R05"],
  check(role, { facts }) {
    if (role.login === false || role.superuser === true || role.bypassRowSecurity === true) return undefined;
    const graph = roleGraph(facts);
    return reaches(
      role,
      graph,
      (name) => {
        // A superuser on the way is the business of role-member-of-superuser.
        if (graph.role(name)?.superuser === true) return undefined;
        const exempt = attributeOf(name, "bypassRowSecurity", graph, facts.world);
        if (!isKnown(exempt)) return exempt;
        return exempt
          ? `can become ${displayIdentifier(name)}, which bypasses row-level security`
          : undefined;
      },
      ["bypassRowSecurity"],
    );
  },
});
