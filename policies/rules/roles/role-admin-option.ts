import { displayIdentifier } from "../../../postgres/sql/quote";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { known } from "../../facts/maybe";
import { displayObject, roleRef } from "../../facts/object-ref";
import { locate } from "../../facts/origin";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import { defineRule } from "../../rule";
import { sqlName } from "../../sql-text";
import { finding, pass } from "../../verdict";

export default defineRule({
  id: "role-admin-option",
  title: "A login role may hand out another role",
  severity: "medium",
  topic: "roles",
  scope: "object",
  facts: ["membership", "role"],
  about: "memberships of login roles",
  why: "With ADMIN OPTION the member decides who else gets all that the role may do. An application that is taken over lets others in, and they stay when the application is mended.",
  fix: "Revoke the ADMIN OPTION; let the role that creates roles hand them out.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/role-membership.html",
    "https://www.postgresql.org/docs/current/sql-grant.html",
  ],
  catalogue: ["G04"],
  check(membership, { facts }) {
    const member = roleGraph(facts).role(known(membership.member));
    if (member === undefined || member.login === false || isPlatformRole(member.name)) return undefined;
    // Who may create roles or is a superuser has it anyway, from 16 on by a membership of its own; other rules speak of them.
    if (member.superuser === true || member.createRole === true) return undefined;
    if (!known(membership.admin)) return pass;
    if (!known(member.login ?? true) || known(member.superuser ?? false) || known(member.createRole ?? false))
      return pass;
    const role = known(membership.role);
    return finding(
      locate({ ...roleRef(member.name), via: displayIdentifier(role) }, membership),
      `${displayObject(roleRef(member.name))} may grant the role ${displayIdentifier(role)} to others`,
      `REVOKE ADMIN OPTION FOR ${sqlName(role)} FROM ${sqlName(member.name)} CASCADE;`,
    );
  },
});
