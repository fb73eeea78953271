import { displayIdentifier } from "../../../postgres/sql/quote";
import { attributeOf, reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { isKnown } from "../../facts/maybe";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";

export default defineRule({
  id: "role-member-of-superuser",
  title: "A login role can become a superuser",
  severity: "critical",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that are not superusers",
  why: "A member of a superuser's role is one SET ROLE away from it. The attributes of the member itself look harmless, which is why this way is easily overlooked.",
  fix: "Revoke the membership on the way to the superuser.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/role-membership.html",
    "https://www.postgresql.org/docs/current/sql-set-role.html",
  ],
  catalogue: ["R07"],
  check(role, { facts }) {
    if (role.login === false || role.superuser === true) return undefined;
    const graph = roleGraph(facts);
    return reaches(
      role,
      graph,
      (name) => {
        const superuser = attributeOf(name, "superuser", graph, facts.world);
        if (!isKnown(superuser)) return superuser;
        return superuser ? `can become the superuser ${displayIdentifier(name)}` : undefined;
      },
      ["superuser"],
    );
  },
});
