import { displayIdentifier } from "../../../postgres/sql/quote";
import { attributeOf, reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { Unknown } from "../../facts/maybe";
import { isPlatformRole } from "../../facts/platform-roles";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

/** What a role with the attribute may do that its members get by SET ROLE, in the order of the harm. */
const POWERS = [
  ["createRole", "may create roles"],
  ["replication", "may read every change of the database"],
] as const;

export default defineRule({
  id: "role-member-of-createrole",
  title: "A login role can become one that creates roles or replicates",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that are not superusers",
  why: "The attributes are not inherited, but SET ROLE takes them on. Until PostgreSQL 15 whoever may create roles makes itself a member of any role that is no superuser, of pg_execute_server_program too; since then it still changes the passwords of the roles that it made. With REPLICATION a logical slot hands out the rows of every table, past privileges and policies.",
  fix: "Revoke the membership on the way to that role.",
  palisade: MEMBER_OF_NOTHING,
  references: [
    "https://www.postgresql.org/docs/current/role-attributes.html",
    "https://www.postgresql.org/docs/current/role-membership.html",
  ],
  catalogue: ["R02", "R10"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    if (isPlatformRole(role.name)) return undefined;
    const graph = roleGraph(facts);
    return reaches(
      role,
      graph,
      (name) => {
        // A superuser on the way is the business of role-member-of-superuser.
        if (graph.role(name)?.superuser === true || isPlatformRole(name)) return undefined;
        const wanted = POWERS.filter(([attribute]) => role[attribute] !== true).map(
          ([attribute, what]) => [attributeOf(name, attribute, graph, facts.world), what] as const,
        );
        const held = wanted.filter(([has]) => has === true).map(([, what]) => what);
        if (held.length > 0) return `can become ${displayIdentifier(name)}, which ${held.join(" and ")}`;
        return wanted.map(([has]) => has).find((has) => has instanceof Unknown);
      },
      ["createRole", "replication"],
    );
  },
});
