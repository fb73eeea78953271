import { reaches } from "../../checks/role-reach";
import { MEMBER_OF_NOTHING } from "../../examples/programs";
import { roleGraph } from "../../facts/role-graph";
import { ALLOWED_ROLES } from "../../option";
import { defineRule } from "../../rule";

const POWERS = new Map([
  ["pg_read_all_data", "can read every table, view and sequence of every schema"],
  ["pg_write_all_data", "can write every table, view and sequence of every schema"],
]);

export default defineRule({
  id: "role-member-of-data-access",
  title: "A login role reads or writes every table",
  severity: "high",
  topic: "roles",
  scope: "object",
  facts: ["role", "membership"],
  about: "login roles that are not superusers",
  why: "These predefined roles reach past every grant: tables that come later, other applications' schemas, and everything that was meant to stay closed.",
  fix: "Revoke the membership and grant what the role needs, schema by schema.",
  palisade: MEMBER_OF_NOTHING,
  references: ["https://www.postgresql.org/docs/current/predefined-roles.html"],
  catalogue: ["R09"],
  options: { allowed: ALLOWED_ROLES },
  check(role, { facts, options }) {
    if (role.login === false || role.superuser === true || options.allowed.includes(role.name))
      return undefined;
    return reaches(role, roleGraph(facts), (name) => POWERS.get(name));
  },
});
